"""The journey: attraction, entry, engagement, exit, extension, and the day that calls them.

world    what all customers share today        day         morning and evening, phase by phase
acts     what one does in any phase            talk        word of mouth
horizon  answers and worth at the end          coming_back from Lost and Churned
"""
