# Tries what a guest may not do, and says of each attempt how it ended: a line with its name and the error's name.
import ctypes, errno, os, socket, sys

secret, outside, kernel = sys.argv[1], sys.argv[2], int(sys.argv[3])
libc = ctypes.CDLL(None, use_errno=True)
x86 = os.uname().machine == 'x86_64'


def call(x86_number, arm_number, *arguments):
    number = x86_number if x86 else arm_number
    padded = list(arguments) + [0] * (6 - len(arguments))
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in padded]
    if libc.syscall(ctypes.c_long(number), *words) < 0:
        raise OSError(ctypes.get_errno(), 'call')


def attempt(name, action):
    try:
        action()
        print(name, 'done')
    except OSError as error:
        print(name, errno.errorcode[error.errno])


def write(path):
    with open(path, 'w') as file:
        file.write('x')


def executable(path):
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o755)
    os.write(descriptor, b'#!/bin/sh\nexit 0\n')
    os.close(descriptor)
    os.posix_spawn(path, [path], {})


inside = os.path.join(os.getcwd(), 'mine')
attempt('write-own', lambda: write(inside))
attempt('read-own', lambda: open(inside).close())
attempt('rename-own', lambda: os.rename(inside, inside + '2'))
attempt('remove-own', lambda: os.remove(inside + '2'))
attempt('fork', lambda: os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0))
attempt('socketpair', lambda: [each.close() for each in socket.socketpair()])

attempt('read-file', lambda: open(secret).close())
attempt('read-record', lambda: open('../record').close())
attempt('list-runtime-directory', lambda: os.listdir('../..'))
attempt('read-kernel-memory', lambda: open('/proc/%d/mem' % kernel, 'rb').close())
attempt('read-kernel-environment', lambda: open('/proc/%d/environ' % kernel, 'rb').close())
attempt('read-own-proc', lambda: open('/proc/self/status').close())
attempt('write-file', lambda: write(secret))
attempt('append-file', lambda: open(secret, 'a').close())
attempt('truncate-file', lambda: os.truncate(secret, 0))
attempt('create-file', lambda: write(os.path.join(outside, 'new')))
attempt('create-directory', lambda: os.mkdir(os.path.join(outside, 'new')))
attempt('create-link', lambda: os.symlink('x', os.path.join(outside, 'new')))
attempt('remove-file', lambda: os.remove(secret))
attempt('move-file-in', lambda: os.rename(secret, 'stolen'))
attempt('link-file-in', lambda: os.link(secret, 'stolen'))
attempt('make-device', lambda: os.mknod('device', 0o600 | 0o020000, os.makedev(1, 3)))
attempt('change-mode', lambda: os.chmod(secret, 0o777))
attempt('change-owner', lambda: os.chown(secret, 1, 1))
attempt('change-times', lambda: os.utime(secret, (0, 0)))
attempt('change-attribute', lambda: os.setxattr(secret, 'user.x', b'x'))
attempt('change-mode-of-open-file', lambda: os.fchmod(os.open('/bin/true', os.O_RDONLY), 0o755))
attempt('run-own-file', lambda: executable(os.path.join(os.getcwd(), 'program')))

attempt('socket-inet', lambda: socket.socket(socket.AF_INET))
attempt('socket-inet6', lambda: socket.socket(socket.AF_INET6))
attempt('socket-unix', lambda: socket.socket(socket.AF_UNIX))
attempt('socket-netlink', lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt('socket-packet', lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt('socket-vsock', lambda: socket.socket(40, socket.SOCK_STREAM))

attempt('mount', lambda: call(165, 40))
attempt('umount', lambda: call(166, 39))
attempt('pivot-root', lambda: call(155, 41))
attempt('chroot', lambda: os.chroot('.'))
attempt('unshare', lambda: call(272, 97, 0x10000000))
attempt('setns', lambda: call(308, 268))
attempt('clone-new-user', lambda: call(56, 220, 0x10000000 | 17))
attempt('clone3', lambda: call(435, 435))
attempt('ptrace', lambda: call(101, 117, 16, kernel))
attempt('read-other-memory', lambda: call(310, 270, kernel))
attempt('bpf', lambda: call(321, 280))
attempt('kexec', lambda: call(246, 104))
attempt('load-module', lambda: call(175, 105))
attempt('keyctl', lambda: call(250, 219))
attempt('perf-event', lambda: call(298, 241))
attempt('userfaultfd', lambda: call(323, 282))
attempt('io-uring', lambda: call(425, 425, 8))
attempt('shared-memory', lambda: call(29, 194))
attempt('newer-call', lambda: call(500, 500))

attempt('signal-kernel', lambda: os.kill(kernel, 0))
attempt('signal-watchdog', lambda: os.kill(os.getpgrp(), 0))
attempt('signal-init', lambda: os.kill(1, 0))
attempt('signal-own', lambda: os.kill(os.getpid(), 0))
attempt('limit-kernel', lambda: call(302, 261, kernel, 7))
attempt('leave-session', os.setsid)
attempt('leave-group', lambda: os.setpgid(0, 0))
attempt('change-user', lambda: os.setuid(1))
