"""Planning: posts, their variants per channel, day bookings, reviews, the calendar.

Owns post, variant, day booking and review. The state table is states.py. A post stays
here until its minute; then it is released as one act per channel (delivery).
"""
