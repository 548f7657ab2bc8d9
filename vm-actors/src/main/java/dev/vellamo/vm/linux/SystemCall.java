package dev.vellamo.vm.linux;

/** A system call that a confined process is refused, always or with some arguments, with its number by architecture. */
public enum SystemCall {
    // File systems and what the root of one is.
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSPICK(433, 433),
    MOVE_MOUNT(429, 429),
    OPEN_TREE(428, 428),
    OPEN_TREE_ATTR(467, 467),
    MOUNT_SETATTR(442, 442),
    SWAPON(167, 224),
    SWAPOFF(168, 225),
    QUOTACTL(179, 60),
    QUOTACTL_FD(443, 443),
    NFSSERVCTL(180, 42),
    // Code and state of the kernel.
    KEXEC_LOAD(246, 104),
    KEXEC_FILE_LOAD(320, 294),
    INIT_MODULE(175, 105),
    FINIT_MODULE(313, 273),
    DELETE_MODULE(176, 106),
    CREATE_MODULE(174, SystemCall.NONE),
    BPF(321, 280),
    REBOOT(169, 142),
    ACCT(163, 89),
    SYSLOG(103, 116),
    IOPL(172, SystemCall.NONE),
    IOPERM(173, SystemCall.NONE),
    MODIFY_LDT(154, SystemCall.NONE),
    VHANGUP(153, 58),
    USELIB(134, SystemCall.NONE),
    LOOKUP_DCOOKIE(212, 18),
    // Other processes.
    PTRACE(101, 117),
    PROCESS_VM_READV(310, 270),
    PROCESS_VM_WRITEV(311, 271),
    PROCESS_MADVISE(440, 440),
    PROCESS_MRELEASE(448, 448),
    PIDFD_GETFD(438, 438),
    KCMP(312, 272),
    MOVE_PAGES(279, 239),
    MIGRATE_PAGES(256, 238),
    PERF_EVENT_OPEN(298, 241),
    // Calls that have brought holes, and that a guest has no use for.
    USERFAULTFD(323, 282),
    IO_URING_SETUP(425, 425),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    KEYCTL(250, 219),
    ADD_KEY(248, 217),
    REQUEST_KEY(249, 218),
    FANOTIFY_INIT(300, 262),
    LSM_SET_SELF_ATTR(460, 460),
    // Namespaces.
    UNSHARE(272, 97),
    SETNS(308, 268),
    // Clock and names of the machine.
    SETTIMEOFDAY(164, 170),
    CLOCK_SETTIME(227, 112),
    CLOCK_ADJTIME(305, 266),
    ADJTIMEX(159, 171),
    SETHOSTNAME(170, 161),
    SETDOMAINNAME(171, 162),
    // Memory and queues shared by name with other processes of the user.
    SHMGET(29, 194),
    SHMAT(30, 196),
    SHMCTL(31, 195),
    SHMDT(67, 197),
    MSGGET(68, 186),
    MSGSND(69, 189),
    MSGRCV(70, 188),
    MSGCTL(71, 187),
    SEMGET(64, 190),
    SEMOP(65, 193),
    SEMTIMEDOP(220, 192),
    SEMCTL(66, 191),
    MQ_OPEN(240, 180),
    MQ_UNLINK(241, 181),
    // What Landlock lets through: owner, mode, times and attributes of files, also of those granted for reading.
    CHMOD(90, SystemCall.NONE),
    FCHMODAT(268, 53),
    FCHMODAT2(452, 452),
    CHOWN(92, SystemCall.NONE),
    LCHOWN(94, SystemCall.NONE),
    FCHOWNAT(260, 54),
    SETXATTR(188, 5),
    LSETXATTR(189, 6),
    SETXATTRAT(463, 463),
    REMOVEXATTR(197, 14),
    LREMOVEXATTR(198, 15),
    REMOVEXATTRAT(466, 466),
    FILE_SETATTR(469, 469),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    FSETXATTR(190, 7),
    FREMOVEXATTR(199, 16),
    UTIME(132, SystemCall.NONE),
    UTIMES(235, SystemCall.NONE),
    FUTIMESAT(261, SystemCall.NONE),
    NAME_TO_HANDLE_AT(303, 264),
    OPEN_BY_HANDLE_AT(304, 265),
    // A process group of one's own, which would outlive the guest.
    SETSID(112, 157),
    // What is refused with certain arguments only.
    CLONE(56, 220),
    CLONE3(435, 435),
    SOCKET(41, 198),
    SOCKETPAIR(53, 199),
    SETPGID(109, 154),
    PRLIMIT64(302, 261),
    SCHED_SETAFFINITY(203, 122),
    SCHED_SETSCHEDULER(144, 119),
    SCHED_SETPARAM(142, 118),
    SCHED_SETATTR(314, 274),
    SETPRIORITY(141, 140),
    IOPRIO_SET(251, 30),
    IOCTL(16, 29),
    UTIMENSAT(280, 88);

    /** Stands for the number of a call that an architecture does not have. */
    private static final int NONE = -1;

    /**
     * The highest number that is known here, on both architectures. A later one is a call of a newer kernel, of which
     * nobody has said yet whether a guest may make it.
     */
    public static final int HIGHEST_KNOWN = 469;

    private final int numberOnX86;
    private final int numberOnArm;

    SystemCall(int numberOnX86, int numberOnArm) {
        this.numberOnX86 = numberOnX86;
        this.numberOnArm = numberOnArm;
    }

    public boolean existsOn(Architecture architecture) {
        return numberFor(architecture) != NONE;
    }

    /** Its number; fails if the architecture has no such call. */
    public int numberOn(Architecture architecture) {
        if (!existsOn(architecture)) {
            throw new IllegalArgumentException(architecture + " has no system call " + this);
        }
        return numberFor(architecture);
    }

    private int numberFor(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> numberOnX86;
            case AARCH64 -> numberOnArm;
        };
    }
}
