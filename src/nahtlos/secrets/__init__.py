"""User names and passwords: where they are kept, how they are handed out, and how they stay out of everything else.

identity ─opens→ config/secrets.age ─┐
                      environment ───┴→ SecretStore ─get→ the one field it is filled into
                                            └─learn→ Masker
"""
