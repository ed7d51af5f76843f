"""Media: images, their alternative text, licence and credit.

Owns the media item. Bytes lie content-addressed in the blob store; the row says what
they are and who answers for them. Consent and rights registers join in a later step.
"""
