#!/bin/sh
systemctl enable chronyd
