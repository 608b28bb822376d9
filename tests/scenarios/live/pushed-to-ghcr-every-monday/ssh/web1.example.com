xtask-probe 1
@ hostname
|web1
= 0
@ uid
|0
= 0
@ user
|root
= 0
@ systemd
|systemd 252 (252.39-1~deb12u1)
= 0
@ podman
|4.3.1
= 0
@ unit
|widget.service
= 0
@ scope
|system
= 0
@ show
|Result=success
|NRestarts=0
|User=
|Id=widget.service
|LoadState=loaded
|ActiveState=active
|SubState=running
|FragmentPath=/etc/systemd/system/widget.service
|SourcePath=
|DropInPaths=
|UnitFileState=enabled
|NeedDaemonReload=no
|ActiveEnterTimestamp=Sat 2027-01-30 22:12:40 UTC
= 0
@ path
|/etc/systemd/system/widget.service
= 0
@ file
|[Unit]
|Description=Widget
|Wants=network-online.target
|After=network-online.target
|
|[Service]
|Type=notify
|NotifyAccess=all
|Environment=PODMAN_SYSTEMD_UNIT=%n
|ExecStart=/usr/bin/podman run --name widget --replace --rm --detach --sdnotify=conmon --label io.containers.autoupdate=registry --label PODMAN_SYSTEMD_UNIT=widget.service ghcr.io/acme/widget:latest
|Restart=always
|
|[Install]
|WantedBy=multi-user.target
= 0
@ timer
|NextElapseUSecRealtime=Sun 2027-01-31 00:12:33 UTC
|LastTriggerUSec=Sat 2027-01-30 22:12:33 UTC
|LoadState=loaded
|ActiveState=active
|UnitFileState=enabled
= 0
@ updater
|Result=success
|LoadState=loaded
|ExecMainExitTimestamp=Sat 2027-01-30 22:12:41 UTC
|ExecMainStatus=0
= 0
@ asked
= 0
@ container
|{"Name":"widget","Image":"8a52","ImageName":"ghcr.io/acme/widget:latest","Status":"running","StartedAt":"2027-01-30T22:12:39.12345Z","Labels":{"PODMAN_SYSTEMD_UNIT":"widget.service","io.containers.autoupdate":"registry","org.opencontainers.image.revision":"860c1904a1ce19322e91ac35af1ab07466440c37"}}
= 0
@ image
|{"Digest":"sha256:808d603060c5f77af4a7e17feafe8df62c1fc6d783ae0a8f47d1b58eda925a0a","RepoDigests":["ghcr.io/acme/widget@sha256:808d603060c5f77af4a7e17feafe8df62c1fc6d783ae0a8f47d1b58eda925a0a"],"Labels":{"org.opencontainers.image.revision":"860c1904a1ce19322e91ac35af1ab07466440c37"},"Created":"2027-01-30T22:04:10Z"}
= 0
@ linger
!Failed to look up user root: User ID 0 is not logged in or lingering
= 1
@ update
|[{"Unit":"widget.service","Container":"8a52 (widget)","ContainerName":"widget","ContainerID":"8a52","Image":"ghcr.io/acme/widget:latest","Policy":"registry","Updated":"false"}]
= 0
xtask-probe end
