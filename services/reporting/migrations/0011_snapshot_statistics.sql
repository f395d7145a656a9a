-- expand
-- Of a snapshot that has just been made the planner would know nothing: a tenth of all that are kept comes in seldom.
ALTER TABLE snapshot_people SET (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000);
