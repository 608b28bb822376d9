//! What must hold on the host, in words. Must not know which unit it is for.

use prodproof_deployment::on_host::{OnHost, PodmanNeed};

/// One condition: reads after "provided that".
pub fn on_host(condition: &OnHost) -> String {
    match condition {
        OnHost::AutoUpdateTimer => "`podman-auto-update.timer` runs on the host".to_string(),
        OnHost::Timer(timer) => format!("`{timer}` runs on the host"),
        OnHost::Delivers { timer, service } => {
            format!("`{timer}` runs on the host: it pulls the image and restarts `{service}`")
        }
        OnHost::Lingers => "the timer runs for the unit's user, who lingers (`loginctl enable-linger`)".to_string(),
        OnHost::Neighbour(service) => format!("`{service}` is on the same host, and has pulled the image"),
        OnHost::NoOtherUnit(path) => format!("`{path}` sets no other `PODMAN_SYSTEMD_UNIT`"),
        OnHost::PodRestart(service) => {
            format!("podman is 4.5 or newer, and restarts `{service}` for the whole pod")
        }
        OnHost::Podman((major, minor), need) => {
            let need = match need {
                PodmanNeed::Key(key) => format!("`{key}=`"),
                PodmanNeed::ImageFile(ending) => format!("`Image=x{ending}`"),
                PodmanNeed::Templates => "templates".to_string(),
                PodmanNeed::DropIns => "drop-ins of Quadlet files".to_string(),
                PodmanNeed::KubeKey => "`AutoUpdate=` of a `.kube`".to_string(),
                PodmanNeed::Object(kind) => format!("`kind: {}`", kind.name()),
            };
            format!("podman is {major}.{minor} or newer, for {need}")
        }
    }
}
