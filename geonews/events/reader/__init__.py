"""The reader: one pass of a small encoder over a text, and what it sees there.

Words with what is known of them go in (`words`), cut into windows of neighbouring sentences (`windows`); the encoder
runs (`encoder`), and out come triggers with type, mode and status, the spans of their roles, and which triggers tell
of one happening (`decoding`).
"""
