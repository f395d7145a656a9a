-- no-transaction
-- expand
-- When somebody was last contacted is asked of whole lists: contacts are few among claims.
CREATE INDEX CONCURRENTLY IF NOT EXISTS claims_of_contacts ON claims (person_id) WHERE kind = 'CONTACT';
