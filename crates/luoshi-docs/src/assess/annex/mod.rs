//! Schemes as offices have them: the annex table of indicators, read into a draft and written from a
//! scheme.

mod wording;
