-- Which profiles a run was resolved with, which of its requests may have it published, and who signed them.

-- Set when the plan is resolved; every later request for the run is judged by them.
ALTER TABLE mf_run ADD COLUMN training_profile_sha256 text,
    ADD COLUMN governance_profile_sha256 text,
    ADD CONSTRAINT mf_run_profiles_are_whole
        CHECK ((training_profile_sha256 IS NULL) = (governance_profile_sha256 IS NULL));

-- Null in requests of earlier releases.
ALTER TABLE mf_request ADD COLUMN publish_allowed boolean;

-- The id of the key that the requester signed with; null if it is only claimed.
ALTER TABLE mf_request ADD COLUMN authenticated_by text;
