package org.jernel.user.strace;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.CallFormat.out;
import static org.jernel.user.strace.Printers.ADDRESS;
import static org.jernel.user.strace.Printers.DIRFD;
import static org.jernel.user.strace.Printers.FD;
import static org.jernel.user.strace.Printers.HEX;
import static org.jernel.user.strace.Printers.INT;
import static org.jernel.user.strace.Printers.LONG_POINTER;
import static org.jernel.user.strace.Printers.PATH;
import static org.jernel.user.strace.Printers.SIZE;
import static org.jernel.user.strace.Printers.UNSIGNED;

/** The calls on processes, signals, time and events. Modelled on strace's {@code process.c}, {@code signal.c}, {@code time.c}. */
final class ProcessFormats {

    private static final Xlat RESOURCES = Xlat.of("resources");
    private static final Xlat CLOCKS = Xlat.of("clocks");
    private static final Printer TIMER_FLAGS = Xlat.flagsOf("timer_flags");

    private static final Printer AT_FLAGS = Xlat.flagsOf("at_flags");

    private static final Xlat PRIORITIES = Xlat.of("priorities");
    private static final Printer WAIT_OPTIONS = Xlat.flagsOf("wait_options");
    private static final int NEW_UTS_LEN = 64;

    private static final CallFormat HOST_NAME =
            CallFormat.of(List.of(in(ProcessFormats::hostName), in(Printers.UNSIGNED)));
    private static final CallFormat NONE = CallFormat.of(List.of());
    private static final CallFormat ONE_INT = CallFormat.of(List.of(in(INT)));
    private static final CallFormat TWO_INTS = CallFormat.of(List.of(in(INT), in(INT)));
    private static final CallFormat THREE_INTS = CallFormat.of(List.of(in(INT), in(INT), in(INT)));
    private static final CallFormat RLIMIT_OUT = CallFormat.of(List.of(in(RESOURCES), out(Processes.RLIMIT)));
    private static final CallFormat CLOCK_OUT = CallFormat.of(List.of(in(CLOCKS), out(Times.TIMESPEC)));

    static final Map<String, CallFormat> ALL = Map.ofEntries(
            entry("exit", ONE_INT),
            entry("exit_group", ONE_INT),
            entry("getpid", NONE),
            entry("setpgid", TWO_INTS),
            entry("setuid", ONE_INT),
            entry("setgid", ONE_INT),
            entry("setreuid", TWO_INTS),
            entry("setregid", TWO_INTS),
            entry("setresuid", THREE_INTS),
            entry("setresgid", THREE_INTS),
            entry("clone", CallFormat.of(List.of(
                    in(Processes::cloneArguments), onExit((call, value) -> null),
                    onExit(Processes::cloneParentTid), onExit(Processes::cloneTls), onExit(Processes::cloneChildTid)))
                    .withOptionalRest()),
            entry("execve", CallFormat.of(List.of(in(PATH), in(Processes::argv), in(Processes::environment)))),
            entry("execveat", CallFormat.of(List.of(
                    in(DIRFD), in(PATH), in(Processes::argv), in(Processes::environment), in(AT_FLAGS)))),
            entry("wait4", CallFormat.of(List.of(
                    in(INT), onExit(Signals::waitStatus), onExit(WAIT_OPTIONS), onExit(Processes::rusage)))),
            entry("waitid", CallFormat.of(List.of(
                    in(Xlat.of("wait_types")), in(INT), out(Signals.SIGINFO), onExit(WAIT_OPTIONS),
                    onExit(Processes::rusage)))),
            entry("getpriority", CallFormat.of(List.of(in(PRIORITIES), in(INT)))),
            entry("setpriority", CallFormat.of(List.of(in(PRIORITIES), in(INT), in(INT)))),
            entry("sethostname", HOST_NAME),
            entry("setdomainname", HOST_NAME),
            entry("kill", CallFormat.of(List.of(in(INT), in(Signals.SIGNAL)))),
            entry("tkill", CallFormat.of(List.of(in(INT), in(Signals.SIGNAL)))),
            entry("tgkill", CallFormat.of(List.of(in(INT), in(INT), in(Signals.SIGNAL)))),
            entry("rt_sigaction", CallFormat.of(List.of(
                    in(Signals.SIGNAL), in(Signals.SIGACTION), out(Signals.SIGACTION), onExit(SIZE)))),
            entry("rt_sigprocmask", CallFormat.of(List.of(
                    in(Xlat.of("sig_how")), in(Signals.SIGSET), out(Signals.SIGSET), onExit(SIZE)))),
            entry("rt_sigpending", CallFormat.of(List.of(out(Signals.SIGSET), onExit(SIZE)))),
            entry("rt_sigsuspend", CallFormat.of(List.of(in(Signals.SIGSET), in(SIZE)))),
            entry("getrlimit", RLIMIT_OUT),
            entry("setrlimit", CallFormat.of(List.of(in(RESOURCES), in(Processes.RLIMIT)))),
            entry("prlimit64", CallFormat.of(List.of(
                    in(INT), in(RESOURCES), in(Processes.RLIMIT), out(Processes.RLIMIT)))),
            entry("uname", CallFormat.of(List.of(out(Processes.UTSNAME)))),
            entry("reboot", CallFormat.of(List.of(
                    in(Xlat.of("reboot_magic1")), in(Xlat.of("reboot_magic2")), in(Xlat.of("reboot_cmds")),
                    in(ProcessFormats::rebootArgument)))),
            entry("ptrace", CallFormat.of(List.of(in(Xlat.of("ptrace_requests")), in(INT), in(ADDRESS), in(HEX)))),
            entry("time", CallFormat.of(List.of(out(LONG_POINTER)))
                    .withRemark(call -> Times.date(call.result()))),
            entry("gettimeofday", CallFormat.of(List.of(out(Times.TIMEVAL), onExit(ADDRESS)))),
            entry("clock_gettime", CLOCK_OUT),
            entry("clock_getres", CLOCK_OUT),
            entry("nanosleep", CallFormat.of(List.of(in(Times.TIMESPEC), onExit(Times::remaining)))),
            entry("clock_nanosleep", CallFormat.of(List.of(
                    in(CLOCKS), in(TIMER_FLAGS), in(Times.TIMESPEC), onExit(Times::remainingUnlessAbsolute)))),
            entry("getitimer", CallFormat.of(List.of(in(Xlat.of("itimers")), out(Times.ITIMERVAL)))),
            entry("setitimer", CallFormat.of(List.of(
                    in(Xlat.of("itimers")), in(Times.ITIMERVAL), out(Times.ITIMERVAL)))),
            entry("timerfd_create",
                    CallFormat.of(List.of(in(CLOCKS), in(Xlat.flagsOf("timerfd_flags")))).withResult(Printers.NEW_FD)),
            entry("timerfd_settime", CallFormat.of(List.of(
                    in(FD), in(Xlat.flagsOf("timerfd_flags")), in(Times.ITIMERSPEC), out(Times.ITIMERSPEC)))),
            entry("timerfd_gettime", CallFormat.of(List.of(in(FD), out(Times.ITIMERSPEC)))),
            entry("signalfd", CallFormat.of(List.of(in(FD), in(Signals.SIGSET), in(SIZE))).withResult(Printers.NEW_FD)),
            entry("signalfd4", CallFormat.of(List.of(
                    in(FD), in(Signals.SIGSET), in(SIZE), in(Xlat.flagsOf("signalfd_flags"))))
                    .withResult(Printers.NEW_FD)),
            entry("eventfd", CallFormat.of(List.of(in(UNSIGNED))).withResult(Printers.NEW_FD)),
            entry("eventfd2",
                    CallFormat.of(List.of(in(UNSIGNED), in(Xlat.flagsOf("eventfd_flags"))))
                            .withResult(Printers.NEW_FD)),
            entry("pipe", CallFormat.of(List.of(out(CallFormats.FD_PAIR)))),
            entry("pipe2", CallFormat.of(List.of(out(CallFormats.FD_PAIR), onExit(Files.OPEN_FLAGS_ONLY)))));

    private ProcessFormats() {}

    /** One that is too long is not looked at. */
    private static String hostName(TracedCall call, long address) {
        long length = call.intArg(1);
        return Long.compareUnsigned(length, NEW_UTS_LEN) > 0
                ? Printers.address(address)
                : Printers.data(call, address, length);
    }

    /** Only RESTART2 has one. */
    private static @Nullable String rebootArgument(TracedCall call, long value) {
        return Xlat.of("reboot_cmds").value(call.intArg(2)).equals("LINUX_REBOOT_CMD_RESTART2")
                ? Printers.string(call, value)
                : null;
    }
}
