//! Bake files, case by case.


