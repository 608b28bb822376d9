//! Version, dates, report and history of a constitution, in every dialect found in the wild.
