# Leads the process group of one guest. Its input is a pipe whose other end the kernel's JVM holds and never writes to:
# when that JVM is gone, however it ended, reading ends, and the whole group goes with it, this shell included.
trap '' HUP INT QUIT TERM
while read -r line; do :; done
kill -KILL 0
