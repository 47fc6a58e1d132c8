"""The bugs that are planted: each is a slip that somebody might make, and nobody would see by reading a report."""

from __future__ import annotations

from bug import Bug, Patch

LIFE, MEMORY = "sim/plain/customer.py", "sim/plain/memory.py"
PLAIN_DESK, PLAIN_DAY = "sim/plain/desk.py", "sim/plain/shift.py"
PLAIN_ENCOUNTER, PLAIN_FIRM = "sim/plain/encounter.py", "sim/plain/departments.py"
PERSON, BUYER, PLAIN_MODEL, TURNS = (f"sim/plain/{name}.py" for name in ("person", "buyer", "model", "turns"))
QUEUE, ENCOUNTER = "sim/desk/queue.py", "sim/desk/encounter.py"
TROUBLE, LEAVING = "sim/journey/extension/trouble.py", "sim/journey/extension/leaving.py"
ENGAGEMENT, DAY, MODEL = "sim/journey/engagement.py", "sim/journey/day.py", "sim/model.py"
FIRM = "sim/departments.py"

JOURNEY = "tests/plain/test_journey.py::"
TROUBLES = "tests/plain/test_journey_trouble.py::"
FIRMS = "tests/plain/test_journey_firm.py::"
SHIFTS = "tests/plain/test_shift_rules.py::"
RELATIONS = "tests/model/test_model_relations.py::"
EQUAL = "tests/equal/test_equal.py::"
PIECES = "tests/equal/test_pieces.py::"
VALUES = "tests/measures/test_measures_values.py::"

BUGS = (
    # --- time ---------------------------------------------------------------------------------------------------
    Bug(
        "off-by-one day",
        "retention is taken one day after its age",
        fast=(Patch(DAY, "since = w.day + 1 - w.retention_days", "since = w.day - w.retention_days"),),
        plain=(Patch(LIFE, "self.model.day - self.since_day + 1 ==", "self.model.day - self.since_day =="),),
        told_by=(JOURNEY + "test_a_buyer_is_kept_who_is_a_customer_on_the_evening_of_day_t",),
    ),
    Bug(
        "warm-up off by one",
        "measuring starts a day late",
        fast=(
            Patch(MODEL, "0 < self.day == spec.measure_from_day:", "0 < spec.measure_from_day == self.day - 1:"),
        ),
        plain=(
            Patch(
                PLAIN_MODEL, "0 < self.day == spec.measure_from_day:", "0 < spec.measure_from_day == self.day - 1:"
            ),
        ),
        told_by=(FIRMS + "test_only_days_from_the_measured_one_on_count",),
        compared_by=(EQUAL + "test_a_warm_up_is_forgotten_in_the_same_way",),
    ),
    Bug(
        "discounted from the first day",
        "money is discounted from the start of the warm-up, not from the first measured day",
        fast=(Patch(MODEL, "max(0, self.day - spec.measure_from_day)", "self.day"),),
        plain=(Patch(PLAIN_MODEL, "max(0, self.day - spec.measure_from_day)", "self.day"),),
        told_by=(FIRMS + "test_only_days_from_the_measured_one_on_count",),
        compared_by=(EQUAL + "test_a_warm_up_is_forgotten_in_the_same_way",),
    ),
    Bug(
        "decay twice",
        "incidents fade twice a night",
        fast=(Patch(MODEL, "hazard.kept(1.0, half_life)", "hazard.kept(2.0, half_life)"),),
        plain=(Patch(LIFE, "self.ledger.fade(fading)", "self.ledger.fade(fading * fading)"),),
        told_by=(JOURNEY + "test_incidents_are_halved_after_their_half_life",),
    ),
    Bug(
        "window off by one",
        "goods can be returned a day longer",
        fast=(Patch(LEAVING, "since = w.day + 1 - math", "since = w.day - math"),),
        plain=(Patch(LIFE, "self.age < self.spec.returns", "self.age <= self.spec.returns"),),
        told_by=(JOURNEY + "test_goods_can_be_returned_within_the_window_and_not_after",),
    ),
    Bug(
        "redial a day late",
        "who hung up calls again the day after tomorrow",
        fast=(Patch(ENCOUNTER, "np.where(served, gap, 1.0)", "np.where(served, gap, 2.0)"),),
        plain=(Patch(PLAIN_ENCOUNTER, "spec.desk.redial_chance, 1)", "spec.desk.redial_chance, 2)"),),
        told_by=(TROUBLES + "test_who_hung_up_calls_again_the_next_day_until_he_gives_up",),
    ),
    # --- luck ---------------------------------------------------------------------------------------------------
    Bug(
        "a shared draw",
        "the number that decides how bad a failure is decides again whether it is reported",
        fast=(Patch(TROUBLE, "(Decision.SEVERITY, *COURSE)", "(Decision.REPORT, *COURSE)"),),
        plain=(Patch(LIFE, "self.chance(Decision.SEVERITY, self", "self.chance(Decision.REPORT, self"),),
        told_by=(RELATIONS + "test_no_draw_decides_twice",),
    ),
    Bug(
        "an old number",
        "the clock of the next failure is drawn again with its first number",
        fast=(Patch(TROUBLE, "Decision.FAIL, number)", "Decision.FAIL, 1)"),),
        plain=(Patch(LIFE, "Decision.FAIL, self.failure_clocks)", "Decision.FAIL, 1)"),),
        told_by=(RELATIONS + "test_no_draw_decides_twice",),
    ),
    Bug(
        "an old number after buying again",
        "a new product is met with the luck of the first one",
        fast=(Patch("sim/journey/exit.py", "AT_DELIVERY, c.purchase[rows])", "AT_DELIVERY, 1)"),),
        plain=tuple(
            Patch(LIFE, f"Decision.{drawn}, self.purchases)", f"Decision.{drawn}, 1)")
            for drawn in ("TOUCH_EXIT", "CHURN", "REPURCHASE", "RETURN")
        ),
        told_by=(RELATIONS + "test_no_draw_decides_twice",),
    ),
    Bug(
        "seeds that overlap",
        "replication 1 of a seed is replication 0 of the next one",
        shared=(
            Patch(
                "sim/luck.py",
                "return mix(mix(mix(seed) + GAMMA) + GAMMA * (replication + 1))",
                "return mix(mix(seed + replication) + GAMMA)",
            ),
        ),
        told_by=("tests/luck/test_luck_golden.py::test_lucks_are_the_golden_ones",),
    ),
    Bug(
        "companions with their customer's luck",
        "whom a customer stands for calls in the same minute as he does",
        shared=(
            Patch("sim/luck.py", "return mix(luck ^ mix(GAMMA * number))", "return luck"),
            Patch(
                "sim/luck.py", "return mixes(lucks ^ mixes(_GAMMAS * numbers.astype(np.uint64)))", "return lucks"
            ),
        ),
        told_by=("tests/luck/test_luck_golden.py::test_lucks_are_the_golden_ones",),
    ),
    # --- the desk -----------------------------------------------------------------------------------------------
    Bug(
        "patience after the wait",
        "only when an agent is free it is asked whether the contact is still there: as many give up, but later",
        fast=(
            Patch(
                QUEUE,
                "self.gone.append(number)",
                "self.gone.append(number)\n                self.gives_up[number] = now",
            ),
            Patch(QUEUE, "left[lost] = gives_up[lost]", "left[lost] = np.array(desk.gives_up)[lost]"),
        ),
        plain=(
            Patch(PLAIN_DAY, "self.env.timeout(min(patience, until_closing))", "self.env.timeout(until_closing)"),
            Patch(
                PLAIN_DAY,
                "if turn.triggered:\n                contact.outcome = Outcome.SERVED",
                "if turn.triggered and self.env.now - contact.joined <= patience:\n"
                "                contact.outcome = Outcome.SERVED",
            ),
        ),
        told_by=(SHIFTS + "test_a_plain_queue_is_the_heap_recursion_contact_by_contact",),
    ),
    Bug(
        "last come, first served",
        "of those who wait the last one is served first",
        fast=(Patch(QUEUE, "number = queue.popleft()", "number = queue.pop()"),),
        plain=(
            Patch(
                PLAIN_DAY,
                "priority=contact.priority) as turn:\n            self._queue",
                "priority=contact.priority - 1e-6 * self.env.now) as turn:\n            self._queue",
            ),
        ),
        told_by=(SHIFTS + "test_a_plain_queue_is_the_heap_recursion_contact_by_contact",),
    ),
    Bug(
        "one agent too many",
        "one more agent works than is paid",
        fast=(
            Patch(
                QUEUE, "min(whole + (part_minutes > 0.0), enough)", "min(whole + 1 + (part_minutes > 0.0), enough)"
            ),
        ),
        plain=(Patch(PLAIN_DAY, "capacity=self.whole + (", "capacity=self.whole + 1 + ("),),
        told_by=(SHIFTS + "test_a_plain_queue_is_the_heap_recursion_contact_by_contact",),
    ),
    Bug(
        "closing time ignored",
        "whoever waits at closing is served afterwards",
        fast=(Patch(QUEUE, "np.minimum(patience, open_minutes - arrival)", "np.minimum(patience, 1e6)"),),
        plain=(Patch(PLAIN_DAY, "until_closing = self.open_minutes - self.env.now", "until_closing = 1e6"),),
        told_by=(SHIFTS + "test_who_waits_on_the_spot_at_closing_has_to_give_up",),
    ),
    Bug(
        "a priority swapped",
        "the most urgent channel waits longest",
        fast=(Patch("sim/desk/ways.py", "turn + _each(desk", "turn + 2 - _each(desk"),),
        plain=(Patch(TURNS, "customer.segment] + by_channel", "customer.segment] + 2 - by_channel"),),
        told_by=(FIRMS + "test_the_class_of_a_channel_says_who_is_served_first",),
    ),
    Bug(
        "segments all alike at the desk",
        "a segment's priority is forgotten",
        fast=(Patch("sim/desk/ways.py", "CHANNEL_CLASSES * turn + ", "0 * turn + "),),
        plain=(Patch(TURNS, "CHANNEL_CLASSES * spec.part_priorities", "0 * spec.part_priorities"),),
        told_by=(PIECES + "test_who_comes_first_at_the_desk_is_the_segments_before_the_channels",),
        compared_by=(PIECES + "test_kinds_of_people_and_changes_are_the_same_in_both_engines",),
    ),
    Bug(
        "abandoned counted as served",
        "the figures of the desk count whoever gave up among those answered",
        fast=(Patch("sim/desk/rota.py", "served = outcome == SERVED", "served = outcome >= SERVED"),),
        plain=(
            Patch(
                PLAIN_DESK,
                "self.model.today, contact.outcome is Outcome.SERVED",
                "self.model.today, contact.outcome is not None",
            ),
        ),
        told_by=(FIRMS + "test_the_figures_of_a_day_are_those_of_its_contacts",),
    ),
    Bug(
        "nights not counted",
        "an e-mail that waits over night waits by the desk's hours",
        fast=(Patch("sim/desk/contacts.py", "MINUTES_A_DAY = 1440.0", "MINUTES_A_DAY = 600.0"),),
        plain=(Patch(PLAIN_DAY, "MINUTES_A_DAY = 1440.0", "MINUTES_A_DAY = 600.0"),),
        told_by=(JOURNEY + "test_a_carried_email_is_answered_in_the_morning_and_its_wait_counts_the_night",),
    ),
    # --- experience ---------------------------------------------------------------------------------------------
    Bug(
        "disconfirmation sign",
        "a product better than expected disappoints",
        fast=(Patch("sim/rules/experience.py", "value(perceived - expected,", "value(expected - perceived,"),),
        plain=(Patch(LIFE, "value(perceived - self.belief_mean)", "value(self.belief_mean - perceived)"),),
        told_by=(JOURNEY + "test_use_and_gap_are_running_means_of_performance_and_disconfirmation",),
    ),
    Bug(
        "loss aversion the wrong way",
        "gains loom larger than losses",
        fast=(
            Patch(
                "sim/rules/experience.py",
                "weighed = np.minimum if loss_aversion >= 1.0 else np.maximum",
                "weighed = np.maximum if loss_aversion >= 1.0 else np.minimum",
            ),
        ),
        plain=(
            Patch(PERSON, "return deviation if deviation >= 0 else", "return deviation if deviation < 0 else"),
        ),
        told_by=(JOURNEY + "test_a_touchpoint_counts_its_deviation_and_losses_twice",),
    ),
    Bug(
        "deviation for variance",
        "beliefs take the standard deviation of a signal for its variance",
        fast=(Patch("sim/rules/belief.py", "(information + signal_sd**2)", "(information + signal_sd)"),),
        plain=(Patch(PERSON, "(self.belief_var + variance)", "(self.belief_var + math.sqrt(variance))"),),
        told_by=(JOURNEY + "test_use_teaches_what_the_product_is",),
    ),
    # --- trouble and recovery -----------------------------------------------------------------------------------
    Bug(
        "recovery applied twice",
        "what an encounter makes good is booked twice",
        fast=(Patch(ENCOUNTER, "value[faults] += recover", "value[faults] += 2.0 * recover"),),
        plain=(
            Patch(PLAIN_ENCOUNTER, "customer.ledger.add(column, gain)", "customer.ledger.add(column, 2.0 * gain)"),
        ),
        told_by=(TROUBLES + "test_a_reported_failure_is_put_right_and_recovered_the_same_day",),
    ),
    Bug(
        "recovery of the whole loss again",
        "a second contact makes good what the first one has made good already",
        fast=(Patch(ENCOUNTER, "cases.loss[places] = encounter.loss_left(loss, gain)", "pass"),),
        plain=(Patch(PLAIN_ENCOUNTER, "case.loss = max(0.0, case.loss - gain)", "pass"),),
        told_by=(TROUBLES + "test_recovery_never_gives_back_more_than_the_loss",),
    ),
    Bug(
        "attenuation of today",
        "recovery is weakened by failures after the one that it is about",
        fast=(
            Patch(
                ENCOUNTER,
                "justice, cases.earlier_failures[places], cap",
                "justice, c.recent[rows] * w.books.scale, cap",
            ),
        ),
        plain=(Patch(PLAIN_ENCOUNTER, "case.earlier_failures)", "customer.recent_failures)"),),
        told_by=(TROUBLES + "test_the_recovery_of_a_second_failure_is_attenuated_and_its_loss_escalated",),
    ),
    Bug(
        "mean for rate",
        "a case heals at a rate of so many a day as it should take days",
        fast=(Patch(TROUBLE, "hazard.from_mean(w.spec.failures.self_fix_days)", "w.spec.failures.self_fix_days"),),
        plain=(Patch(LIFE, "-= 1.0 / self.spec.failures.self_fix_days", "-= self.spec.failures.self_fix_days"),),
        told_by=(TROUBLES + "test_a_silent_case_heals_by_itself_and_gives_nothing_back",),
    ),
    Bug(
        "case not closed by a new purchase",
        "what was wrong with the old product is wrong with the new one",
        fast=(
            Patch(
                ENGAGEMENT, "    close_case(c, rows)\n    c.purchase[rows] += ONE", "    c.purchase[rows] += ONE"
            ),
        ),
        plain=(
            Patch(BUYER, "        self.close_case()\n        self.purchases += 1", "        self.purchases += 1"),
        ),
        told_by=(TROUBLES + "test_a_new_purchase_closes_the_case_and_forgets_no_failure",),
    ),
    Bug(
        "an escalation too early",
        "the first failure counts as one after another",
        fast=(
            Patch(
                TROUBLE,
                "c.recent[rows] * w.books.scale, escalation",
                "c.recent[rows] * w.books.scale + 1.0, escalation",
            ),
        ),
        plain=(
            Patch(
                LIFE,
                "failures.escalation * self.recent_failures",
                "failures.escalation * (self.recent_failures + 1.0)",
            ),
        ),
        told_by=(TROUBLES + "test_a_failure_takes_its_loss_and_opens_a_case",),
    ),
    Bug(
        "compensation at every contact",
        "a case is paid for as often as somebody calls about it",
        fast=(Patch(ENCOUNTER, "compensated[places] = True", "compensated[places] = False"),),
        plain=(Patch(PLAIN_ENCOUNTER, "case.compensated = True", "case.compensated = False"),),
        told_by=(TROUBLES + "test_compensation_is_paid_once_for_a_case",),
    ),
    # --- buying and leaving -------------------------------------------------------------------------------------
    Bug(
        "the gate does not wait",
        "an enquiry does not hold the decision about the purchase",
        fast=(Patch(ENGAGEMENT, "    rows = rows[c.issue[rows] != CODE[Reason.ENQUIRY]]\n", ""),),
        plain=(Patch(BUYER, "if not over or self.is_enquiring():", "if not over:"),),
        told_by=(TROUBLES + "test_a_pending_enquiry_holds_the_gate_of_purchase",),
    ),
    Bug(
        "price upside down",
        "the dearer the product, the more people buy it",
        fast=(
            Patch(
                ENGAGEMENT,
                "w.spec.money.price / w.spec.market.competitor_price",
                "w.spec.market.competitor_price / w.spec.money.price",
            ),
        ),
        plain=(
            Patch(
                BUYER,
                "spec.money.price / spec.market.competitor_price",
                "spec.market.competitor_price / spec.money.price",
            ),
        ),
        told_by=(JOURNEY + "test_dearer_products_are_bought_by_the_logit_of_the_price",),
    ),
    Bug(
        "returns not refunded",
        "the sale of goods that come back is kept",
        fast=(Patch(LEAVING, "earn(c, back, reversal, w)", "earn(c, back, -prices.return_cost, w)"),),
        plain=(
            Patch(
                LIFE,
                "self.earn(-(money.price - money.unit_cost) - money.return_cost)",
                "self.earn(-money.return_cost)",
            ),
        ),
        told_by=(JOURNEY + "test_a_return_reverses_the_sale_and_is_still_served",),
    ),
    Bug(
        "wrong segment's parameter",
        "all segments live the scenario of the first",
        fast=(Patch(MODEL, "World(spec.parts[number]", "World(spec.parts[0]"),),
        plain=(Patch(PERSON, "return self.model.parts[self.segment]", "return self.model.parts[0]"),),
        told_by=(PIECES + "test_a_segment_keeps_what_it_says_when_the_others_change",),
        compared_by=(PIECES + "test_kinds_of_people_and_changes_are_the_same_in_both_engines",),
    ),
    # --- talk and firm ------------------------------------------------------------------------------------------
    Bug(
        "word of mouth counted twice",
        "every praise reaches two people for one",
        fast=(Patch(FIRM, "said.praise / people, said", "2.0 * said.praise / people, said"),),
        plain=(Patch(PLAIN_FIRM, "= praise / people, complaints", "= 2.0 * praise / people, complaints"),),
        told_by=(FIRMS + "test_talk_reaches_prospects_the_day_after",),
    ),
    Bug(
        "former customers never fall silent",
        "who left years ago talks as much as on the day after",
        fast=(Patch("sim/journey/talk.py", "messages[left] *= word", "messages[left] *= 1.0 or word"),),
        plain=(Patch(PLAIN_FIRM, "messages *= math.exp2(-days /", "messages *= 1.0 or math.exp2(-days /"),),
        told_by=(FIRMS + "test_former_customers_talk_less_and_less",),
    ),
    Bug(
        "overload does employees good",
        "the busier the agents, the happier",
        fast=(
            Patch(
                "sim/rules/staff.py",
                "usual_satisfaction - load_effect * overload",
                "usual_satisfaction + load_effect * overload",
            ),
        ),
        plain=(
            Patch(PLAIN_FIRM, "staff.satisfaction - staff.load_effect", "staff.satisfaction + staff.load_effect"),
        ),
        told_by=(FIRMS + "test_the_staff_moves_by_its_equations_from_the_mornings_values",),
    ),
    Bug(
        "the load of today known in the morning",
        "the desk is staffed for the contacts that will come, as nobody can",
        fast=(Patch(FIRM, "(self.load, backlog", "(self._work, backlog"),),
        plain=(Patch(PLAIN_FIRM, "(self.load + backlog)", "(self._work + backlog)"),),
        told_by=(FIRMS + "test_the_desk_is_staffed_for_its_opening_and_then_for_the_load_it_remembers",),
    ),
    # --- the crowd of the fast engine ---------------------------------------------------------------------------
    Bug(
        "a block border lost",
        "the last customer of each block is never worked",
        fast=(
            Patch(
                "sim/crowd/columns.py",
                "self.part(start, min(start + rows, len(self)))",
                "self.part(start, min(start + rows - 1, len(self)))",
            ),
        ),
        told_by=("tests/model/test_model_determinism.py::test_the_size_of_blocks_changes_no_bit",),
    ),
    Bug(
        "sums that begin a day late",
        "the evening on which somebody becomes a customer is not in his mean",
        fast=(
            Patch(
                "sim/crowd/ledger.py",
                "        self.evenings += 1\n        self.scale_total += self.scale\n",
                "        self.evenings += 1\n        self.scale_total += self.scale * (self.evenings > 1)\n",
            ),
        ),
        told_by=(EQUAL + "test_a_lively_world_is_the_same_in_both_engines",),
    ),
    # --- measures -----------------------------------------------------------------------------------------------
    Bug(
        "lifetime value without what is left",
        "customers are worth nothing beyond the horizon",
        shared=(
            Patch(
                "sim/measures/money.py",
                'return clv_realised(record) + mean(of_buyers(record, "residual"))',
                "return clv_realised(record)",
            ),
        ),
        told_by=(VALUES + "test_a_measure_is_what_a_user_would_compute_from_the_tables",),
    ),
    Bug(
        "survivors for everybody",
        "experience is averaged over those who stayed",
        shared=(
            Patch(
                "sim/measures/experience.py",
                'return mean(of_buyers(record, "cx_sum") / of_buyers(record, "days"))',
                'return mean((of_buyers(record, "cx_sum") / of_buyers(record, "days"))[current(record)])',
            ),
        ),
        told_by=(VALUES + "test_a_measure_is_what_a_user_would_compute_from_the_tables",),
    ),
    Bug(
        "sixes are passive",
        "whoever answers 6 is no detractor",
        shared=(Patch("sim/measures/experience.py", "mean(answers <= 6)", "mean(answers < 6)"),),
        told_by=(VALUES + "test_a_measure_is_what_a_user_would_compute_from_the_tables",),
    ),
    Bug(
        "waits of those answered alone",
        "the mean wait leaves out who gave up",
        shared=(
            Patch(
                "sim/measures/service.py",
                'ratio(of_days(record, "quick_wait").sum(), quick(record))',
                'ratio(of_days(record, "quick_wait_answered").sum(), of_days(record, "quick_answered").sum())',
            ),
        ),
        told_by=(VALUES + "test_a_measure_is_what_a_user_would_compute_from_the_tables",),
    ),
    # --- statistics ---------------------------------------------------------------------------------------------
    Bug(
        "deviation divided by n",
        "intervals are too narrow by a little",
        shared=(
            Patch(
                "sim/statistics/intervals.py",
                "exact_mean((x - mean) ** 2) * n / (n - 1)",
                "exact_mean((x - mean) ** 2)",
            ),
        ),
        told_by=("tests/statistics/test_mean_interval.py",),
    ),
    Bug(
        "pairs torn apart",
        "the interval of a difference forgets which replications belong together",
        shared=(
            Patch(
                "sim/statistics/paired.py",
                "mean_interval(after - before, level=level)",
                "mean_interval(np.sort(after) - np.sort(before), level=level)",
            ),
        ),
        told_by=("tests/statistics/test_paired_interval.py",),
    ),
)
