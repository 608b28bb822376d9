//! Push commands, case by case.


