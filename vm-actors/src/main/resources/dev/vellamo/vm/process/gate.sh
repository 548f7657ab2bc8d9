# Becomes the guest when the kernel says so: after its limits are set and its process is on record. If the kernel is
# gone before, the link has ended, and nothing is started.
read -r word || exit 125
[ "$word" = go ] || exit 125
unset PWD OLDPWD SHLVL word
exec "$@"
