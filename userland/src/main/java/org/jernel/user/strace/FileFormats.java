package org.jernel.user.strace;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.CallFormat.out;
import static org.jernel.user.strace.Printers.ADDRESS;
import static org.jernel.user.strace.Printers.DIRFD;
import static org.jernel.user.strace.Printers.FD;
import static org.jernel.user.strace.Printers.INT;
import static org.jernel.user.strace.Printers.LONG;
import static org.jernel.user.strace.Printers.LONG_POINTER;
import static org.jernel.user.strace.Printers.MODE;
import static org.jernel.user.strace.Printers.PATH;
import static org.jernel.user.strace.Printers.RESULT_BYTES;
import static org.jernel.user.strace.Printers.SIZE;
import static org.jernel.user.strace.Printers.STRING;
import static org.jernel.user.strace.Printers.bytesOf;

/** The calls on files, paths, modules and the log. Modelled on strace's {@code open.c}, {@code io.c} and {@code file.c}. */
final class FileFormats {

    private static final Printer AT_FLAGS = Xlat.flagsOf("at_flags");
    private static final Printer SPLICE_FLAGS = Xlat.flagsOf("splice_flags");
    private static final Printer ACCESS_MODES = Xlat.flagsOf("access_modes");
    private static final Printer RWF = Xlat.flagsOf("rwf_flags");

    /** The upper half of a position, which the lower one has in it. */
    private static final Printer NOTHING = (call, value) -> null;

    private static final Xlat SYSLOG_ACTIONS = Xlat.of("syslog_actions");
    private static final Xlat LOG_LEVELS = Xlat.of("loglevels");
    private static final Set<String> WITHOUT_BUFFER = Set.of(
            "SYSLOG_ACTION_CLOSE", "SYSLOG_ACTION_OPEN", "SYSLOG_ACTION_CLEAR", "SYSLOG_ACTION_CONSOLE_OFF",
            "SYSLOG_ACTION_CONSOLE_ON", "SYSLOG_ACTION_SIZE_UNREAD", "SYSLOG_ACTION_SIZE_BUFFER");

    private static final CallFormat ONE_PATH = CallFormat.of(List.of(in(PATH)));
    private static final CallFormat TWO_PATHS = CallFormat.of(List.of(in(PATH), in(PATH)));
    private static final CallFormat PATH_MODE = CallFormat.of(List.of(in(PATH), in(MODE)));
    private static final CallFormat STAT = CallFormat.of(List.of(in(PATH), out(Files.STAT)));
    private static final CallFormat CHOWN = CallFormat.of(List.of(in(PATH), in(INT), in(INT)));
    private static final Printer FILE_MODE = (call, value) -> Files.fileMode((int) value);

    static final Map<String, CallFormat> ALL = Map.ofEntries(
            entry("read", CallFormat.of(List.of(in(FD), out(RESULT_BYTES), onExit(SIZE)))),
            entry("write", CallFormat.of(List.of(in(FD), in(bytesOf(2)), in(SIZE)))),
            entry("pread64", CallFormat.of(List.of(in(FD), out(RESULT_BYTES), onExit(SIZE), onExit(LONG)))),
            entry("pwrite64", CallFormat.of(List.of(in(FD), in(bytesOf(2)), in(SIZE), in(LONG)))),
            entry("readv", CallFormat.of(List.of(in(FD), onExit(Messages::incoming), onExit(SIZE)))),
            entry("writev", CallFormat.of(List.of(in(FD), in(Messages::outgoing), in(SIZE)))),
            entry("preadv", CallFormat.of(List.of(in(FD), onExit(Messages::incoming), onExit(SIZE), onExit(LONG)))),
            entry("pwritev", CallFormat.of(List.of(in(FD), in(Messages::outgoing), in(SIZE), in(LONG)))),
            entry("preadv2", CallFormat.of(List.of(
                    in(FD), onExit(Messages::incoming), onExit(SIZE), onExit(LONG), onExit(NOTHING), onExit(RWF)))),
            entry("pwritev2", CallFormat.of(List.of(
                    in(FD), in(Messages::outgoing), in(SIZE), in(LONG), in(NOTHING), in(RWF)))),
            entry("vmsplice", CallFormat.of(List.of(in(FD), in(Messages::outgoing), in(SIZE), in(SPLICE_FLAGS)))),
            entry("splice", CallFormat.of(List.of(
                    in(FD), in(LONG_POINTER), in(FD), in(LONG_POINTER), in(SIZE), in(SPLICE_FLAGS)))),
            entry("tee", CallFormat.of(List.of(in(FD), in(FD), in(SIZE), in(SPLICE_FLAGS)))),
            entry("sendfile", CallFormat.of(List.of(in(FD), in(FD), in(LONG_POINTER), in(SIZE)))),
            entry("lseek", CallFormat.of(List.of(in(FD), in(LONG), in(Xlat.of("seek"))))),
            entry("close", CallFormat.of(List.of(in(FD)))),
            entry("dup", CallFormat.of(List.of(in(FD))).withResult(Printers.NEW_FD)),
            entry("dup2", CallFormat.of(List.of(in(FD), in(INT))).withResult(Printers.NEW_FD)),
            entry("dup3",
                    CallFormat.of(List.of(in(FD), in(INT), in(Files.OPEN_FLAGS_ONLY))).withResult(Printers.NEW_FD)),
            entry("fcntl", CallFormat.of(List.of(in(FD), in(Xlat.of("fcntl_cmds")), in(Files::fcntlArgument)))
                    .withResult(Files::fcntlResult)),
            entry("ioctl", CallFormat.of(List.of(in(FD), in(Ioctls::command), onExit(Ioctls::argument)))
                    .withOptionalRest()),
            entry("open",
                    CallFormat.of(List.of(in(PATH), in(Files.OPEN_FLAGS), in(Files.modeAfter(1))))
                            .withResult(Printers.NEW_FD)),
            entry("openat",
                    CallFormat.of(List.of(in(DIRFD), in(PATH), in(Files.OPEN_FLAGS), in(Files.modeAfter(2))))
                            .withResult(Printers.NEW_FD)),
            entry("creat", PATH_MODE.withResult(Printers.NEW_FD)),
            entry("mkdir", PATH_MODE),
            entry("chmod", PATH_MODE),
            entry("chown", CHOWN),
            entry("lchown", CHOWN),
            entry("unlink", ONE_PATH),
            entry("rmdir", ONE_PATH),
            entry("chdir", ONE_PATH),
            entry("chroot", ONE_PATH),
            entry("fchdir", CallFormat.of(List.of(in(FD)))),
            entry("fsync", CallFormat.of(List.of(in(FD)))),
            entry("fdatasync", CallFormat.of(List.of(in(FD)))),
            entry("rename", TWO_PATHS),
            entry("link", TWO_PATHS),
            entry("symlink", TWO_PATHS),
            entry("access", CallFormat.of(List.of(in(PATH), in(ACCESS_MODES)))),
            entry("faccessat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(ACCESS_MODES)))),
            entry("faccessat2", CallFormat.of(List.of(
                    in(DIRFD), in(PATH), in(ACCESS_MODES), in(Xlat.flagsOf("faccessat_flags"))))),
            entry("mkdirat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(MODE)))),
            entry("fchmodat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(MODE)))),
            entry("fchmod", CallFormat.of(List.of(in(FD), in(MODE)))),
            entry("fchown", CallFormat.of(List.of(in(FD), in(INT), in(INT)))),
            entry("fchownat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(INT), in(INT), in(AT_FLAGS)))),
            entry("unlinkat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(AT_FLAGS)))),
            entry("renameat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(DIRFD), in(PATH)))),
            entry("renameat2", CallFormat.of(List.of(
                    in(DIRFD), in(PATH), in(DIRFD), in(PATH), in(Xlat.flagsOf("rename_flags"))))),
            entry("linkat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(DIRFD), in(PATH), in(AT_FLAGS)))),
            entry("symlinkat", CallFormat.of(List.of(in(PATH), in(DIRFD), in(PATH)))),
            entry("readlink", CallFormat.of(List.of(in(PATH), out(RESULT_BYTES), onExit(SIZE)))),
            entry("readlinkat", CallFormat.of(List.of(in(DIRFD), in(PATH), out(RESULT_BYTES), onExit(SIZE)))),
            entry("mknod", CallFormat.of(List.of(
                    in(PATH), in(FILE_MODE), in((call, value) -> Files.device(call, 1, value))))),
            entry("mknodat", CallFormat.of(List.of(
                    in(DIRFD), in(PATH), in(FILE_MODE), in((call, value) -> Files.device(call, 2, value))))),
            entry("truncate", CallFormat.of(List.of(in(PATH), in(SIZE)))),
            entry("ftruncate", CallFormat.of(List.of(in(FD), in(SIZE)))),
            entry("fallocate", CallFormat.of(List.of(
                    in(FD), in(Xlat.flagsOf("falloc_flags")), in(LONG), in(LONG)))),
            entry("utimensat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(Times::fileTimes), in(AT_FLAGS)))),
            entry("statx", CallFormat.of(List.of(
                    in(DIRFD), in(PATH), in(Files::statxFlags), in(Xlat.flagsOf("statx_masks")), out(Files.STATX)))),
            entry("umask", CallFormat.of(List.of(in(MODE))).withResult(call -> Printers.mode((int) call.result()))),
            entry("getcwd", CallFormat.of(List.of(out(PATH), onExit(SIZE)))),
            entry("stat", STAT),
            entry("lstat", STAT),
            entry("fstat", CallFormat.of(List.of(in(FD), out(Files.STAT)))),
            entry("newfstatat", CallFormat.of(List.of(in(DIRFD), in(PATH), out(Files.STAT), onExit(AT_FLAGS)))),
            entry("getdents64", CallFormat.of(List.of(in(FD), onExit(Files::entries), onExit(SIZE)))),
            entry("mount", CallFormat.of(List.of(
                    in(PATH), in(PATH), in(Mounts::type), in(Mounts::flags), in(Mounts::data)))),
            entry("statfs", CallFormat.of(List.of(in(PATH), out(Mounts.STATFS)))),
            entry("fstatfs", CallFormat.of(List.of(in(FD), out(Mounts.STATFS)))),
            entry("umount2", CallFormat.of(List.of(in(PATH), in(Xlat.flagsOf("umount_flags"))))),
            entry("getrandom", CallFormat.of(List.of(
                    out((call, value) -> randomBytes(call, value)), onExit(SIZE),
                    onExit(Xlat.flagsOf("getrandom_flags"))))),
            entry("finit_module", CallFormat.of(List.of(in(FD), in(STRING), in(Xlat.flagsOf("module_flags"))))),
            entry("init_module", CallFormat.of(List.of(in(ADDRESS), in(SIZE), in(STRING)))),
            entry("delete_module", CallFormat.of(List.of(in(STRING), in(Xlat.flagsOf("delete_module_flags"))))),
            entry("syslog", CallFormat.of(List.of(
                    in(FileFormats::syslogAction), onExit(FileFormats::syslogBuffer),
                    onExit(FileFormats::syslogNumber)))
                    .withOptionalRest()));

    private FileFormats() {}

    private static String randomBytes(TracedCall call, long address) {
        int shown = (int) Math.min(call.result(), call.stringLimit());
        byte[] bytes = call.bytes(address, shown);
        return bytes == null
                ? Printers.address(address)
                : Printers.quoteHex(bytes) + (shown < call.result() ? "..." : "");
    }

    private static String syslogAction(TracedCall call, long value) {
        String name = SYSLOG_ACTIONS.has(value) ? SYSLOG_ACTIONS.value(value) : "SYSLOG_ACTION_???";
        return (int) value + " /* " + name + " */";
    }

    /** Three actions read, one sets a level, and one that nobody knows is shown whole. */
    private static @Nullable String syslogBuffer(TracedCall call, long value) {
        return switch (SYSLOG_ACTIONS.value(call.intArg(0))) {
            case "SYSLOG_ACTION_READ", "SYSLOG_ACTION_READ_ALL", "SYSLOG_ACTION_READ_CLEAR" -> call.failed()
                    ? Printers.address(value)
                    : Printers.data(call, value, call.result());
            default -> takesOnlyAction(call) ? null : Printers.address(value);
        };
    }

    private static @Nullable String syslogNumber(TracedCall call, long value) {
        if ("SYSLOG_ACTION_CONSOLE_LEVEL".equals(SYSLOG_ACTIONS.value(call.intArg(0)))) {
            String level = LOG_LEVELS.has(value) ? LOG_LEVELS.value(value) : "LOGLEVEL_???";
            return (int) value + " /* " + level + " */";
        }
        return takesOnlyAction(call) ? null : Integer.toString((int) value);
    }

    private static boolean takesOnlyAction(TracedCall call) {
        return WITHOUT_BUFFER.contains(SYSLOG_ACTIONS.value(call.intArg(0)));
    }
}
