-- expand
-- Notes are always looked up by their thread: that is then asked of one thread, not of all that a school has. Where the
-- administrator may not give BYPASSRLS there is no wall, and no policy of this name.

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_policies
               WHERE (schemaname, tablename, policyname) = ('reporting', 'contradiction_notes', 'own_rows')) THEN
        ALTER POLICY own_rows ON reporting.contradiction_notes USING (EXISTS (
            SELECT FROM reporting.contradictions c WHERE c.contradiction_id = contradiction_notes.contradiction_id));
    END IF;
END $$;
