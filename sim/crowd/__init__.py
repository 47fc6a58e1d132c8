"""The customers, as columns: who they are, what they carry, and how it is written down.

columns   every column, with its writers        ledger    experiences that fade, and sums in closed form
births    traits and first beliefs              clocks    when something happens, in days where hazards are steady
cases     what is known of open cases alone     sureness  how sure customers are, by how often they have used it
adding    sums without a column of everybody    room      memory that is needed later, and that is needed no more
journal   the logs of contacts and events       panel     some customers as agents of Mesa, read only
codes     phases and reasons, by number
"""

from sim.crowd.births import aim, births, follow_quality
from sim.crowd.columns import Customers
from sim.crowd.journal import Journal
from sim.crowd.ledger import Books

__all__ = ["Books", "Customers", "Journal", "aim", "births", "follow_quality"]
