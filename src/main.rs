//! Mounts the app, nothing else.

fn main() {
    sop_checklist::app::mount();
}
