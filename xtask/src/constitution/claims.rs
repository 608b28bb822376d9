//! What the prose states about references, triggers, schedules, files and labels.
