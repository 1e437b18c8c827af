package org.jernel.user.strace;

import java.util.List;
import java.util.Map;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.CallFormat.out;
import static org.jernel.user.strace.Printers.ADDRESS;
import static org.jernel.user.strace.Printers.DIRFD;
import static org.jernel.user.strace.Printers.HEX;
import static org.jernel.user.strace.Printers.INT;
import static org.jernel.user.strace.Printers.LONG;
import static org.jernel.user.strace.Printers.LONG_POINTER;
import static org.jernel.user.strace.Printers.MODE;
import static org.jernel.user.strace.Printers.PATH;
import static org.jernel.user.strace.Printers.RESULT_BYTES;
import static org.jernel.user.strace.Printers.SIZE;
import static org.jernel.user.strace.Printers.STRING;
import static org.jernel.user.strace.Printers.UNSIGNED;
import static org.jernel.user.strace.Printers.bytesOf;

/** The calls on files, paths and memory. Modelled on strace's {@code open.c}, {@code io.c}, {@code file.c} and {@code mem.c}. */
final class FileFormats {

    private static final Printer AT_FLAGS = Xlat.flagsOf("at_flags");
    private static final Printer SPLICE_FLAGS = Xlat.flagsOf("splice_flags");
    private static final Printer PROT = Xlat.flagsOf("prot");

    private static final CallFormat ONE_PATH = CallFormat.of(List.of(in(PATH)));
    private static final CallFormat TWO_PATHS = CallFormat.of(List.of(in(PATH), in(PATH)));
    private static final CallFormat PATH_MODE = CallFormat.of(List.of(in(PATH), in(MODE)));
    private static final CallFormat STAT = CallFormat.of(List.of(in(PATH), out(Files.STAT)));
    private static final CallFormat CHOWN = CallFormat.of(List.of(in(PATH), in(INT), in(INT)));
    private static final Printer FILE_MODE = (call, value) -> Files.fileMode((int) value);

    static final Map<String, CallFormat> ALL = Map.ofEntries(
            entry("read", CallFormat.of(List.of(in(INT), out(RESULT_BYTES), onExit(SIZE)))),
            entry("write", CallFormat.of(List.of(in(INT), in(bytesOf(2)), in(SIZE)))),
            entry("pread64", CallFormat.of(List.of(in(INT), out(RESULT_BYTES), onExit(SIZE), onExit(LONG)))),
            entry("pwrite64", CallFormat.of(List.of(in(INT), in(bytesOf(2)), in(SIZE), in(LONG)))),
            entry("readv", CallFormat.of(List.of(in(INT), onExit(Messages::incoming), onExit(SIZE)))),
            entry("writev", CallFormat.of(List.of(in(INT), in(Messages::outgoing), in(SIZE)))),
            entry("vmsplice", CallFormat.of(List.of(in(INT), in(Messages::outgoing), in(SIZE), in(SPLICE_FLAGS)))),
            entry("splice", CallFormat.of(List.of(
                    in(INT), in(LONG_POINTER), in(INT), in(LONG_POINTER), in(SIZE), in(SPLICE_FLAGS)))),
            entry("tee", CallFormat.of(List.of(in(INT), in(INT), in(SIZE), in(SPLICE_FLAGS)))),
            entry("sendfile", CallFormat.of(List.of(in(INT), in(INT), in(LONG_POINTER), in(SIZE)))),
            entry("lseek", CallFormat.of(List.of(in(INT), in(LONG), in(Xlat.of("seek"))))),
            entry("close", CallFormat.of(List.of(in(INT)))),
            entry("dup", CallFormat.of(List.of(in(INT)))),
            entry("dup2", CallFormat.of(List.of(in(INT), in(INT)))),
            entry("dup3", CallFormat.of(List.of(in(INT), in(INT), in(Files.OPEN_FLAGS_ONLY)))),
            entry("fcntl", CallFormat.of(List.of(in(INT), in(Xlat.of("fcntl_cmds")), in(Files::fcntlArgument)))
                    .withResult(Files::fcntlResult)),
            entry("ioctl", CallFormat.of(List.of(in(INT), in(Ioctls::command), onExit(Ioctls::argument)))),
            entry("open", CallFormat.of(List.of(in(PATH), in(Files.OPEN_FLAGS), in(Files.modeAfter(1))))),
            entry("openat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(Files.OPEN_FLAGS), in(Files.modeAfter(2))))),
            entry("creat", PATH_MODE),
            entry("mkdir", PATH_MODE),
            entry("chmod", PATH_MODE),
            entry("chown", CHOWN),
            entry("lchown", CHOWN),
            entry("unlink", ONE_PATH),
            entry("rmdir", ONE_PATH),
            entry("chdir", ONE_PATH),
            entry("chroot", ONE_PATH),
            entry("fchdir", CallFormat.of(List.of(in(INT)))),
            entry("fsync", CallFormat.of(List.of(in(INT)))),
            entry("fdatasync", CallFormat.of(List.of(in(INT)))),
            entry("rename", TWO_PATHS),
            entry("link", TWO_PATHS),
            entry("symlink", TWO_PATHS),
            entry("access", CallFormat.of(List.of(in(PATH), in(Xlat.flagsOf("access_modes"))))),
            entry("faccessat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(Xlat.flagsOf("access_modes"))))),
            entry("faccessat2", CallFormat.of(List.of(
                    in(DIRFD), in(PATH), in(Xlat.flagsOf("access_modes")), in(Xlat.flagsOf("faccessat_flags"))))),
            entry("mkdirat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(MODE)))),
            entry("fchmodat", CallFormat.of(List.of(in(DIRFD), in(PATH), in(MODE)))),
            entry("fchmod", CallFormat.of(List.of(in(INT), in(MODE)))),
            entry("fchown", CallFormat.of(List.of(in(INT), in(INT), in(INT)))),
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
            entry("truncate", CallFormat.of(List.of(in(PATH), in(LONG)))),
            entry("ftruncate", CallFormat.of(List.of(in(INT), in(LONG)))),
            entry("umask", CallFormat.of(List.of(in(MODE))).withResult(call -> Printers.mode((int) call.result()))),
            entry("getcwd", CallFormat.of(List.of(out(PATH), onExit(SIZE)))),
            entry("stat", STAT),
            entry("lstat", STAT),
            entry("fstat", CallFormat.of(List.of(in(INT), out(Files.STAT)))),
            entry("newfstatat", CallFormat.of(List.of(in(DIRFD), in(PATH), out(Files.STAT), onExit(AT_FLAGS)))),
            entry("getdents64", CallFormat.of(List.of(in(INT), onExit(Files::entries), onExit(SIZE)))),
            entry("mount", CallFormat.of(List.of(
                    in(PATH), in(PATH), in(STRING), in(Xlat.flagsOf("mount_flags")), in(STRING)))),
            entry("umount2", CallFormat.of(List.of(in(PATH), in(Xlat.flagsOf("umount_flags"))))),
            entry("mmap", CallFormat.of(List.of(
                    in(ADDRESS), in(SIZE), in(PROT), in(Files::mapFlags), in(INT), in(HEX)))
                    .withResult(call -> Printers.hex(call.result()))),
            entry("munmap", CallFormat.of(List.of(in(ADDRESS), in(SIZE)))),
            entry("mprotect", CallFormat.of(List.of(in(ADDRESS), in(SIZE), in(PROT)))),
            entry("brk", CallFormat.of(List.of(in(ADDRESS))).withResult(call -> Printers.hex(call.result()))),
            entry("getrandom", CallFormat.of(List.of(
                    out((call, value) -> randomBytes(call, value)), onExit(SIZE),
                    onExit(Xlat.flagsOf("getrandom_flags"))))),
            entry("finit_module", CallFormat.of(List.of(in(INT), in(STRING), in(Xlat.flagsOf("module_flags"))))),
            entry("init_module", CallFormat.of(List.of(in(ADDRESS), in(SIZE), in(STRING)))),
            entry("delete_module", CallFormat.of(List.of(in(STRING), in(Xlat.flagsOf("delete_module_flags"))))),
            entry("syslog", CallFormat.of(List.of(
                    in(FileFormats::syslogAction), onExit(FileFormats::syslogBuffer), onExit(UNSIGNED)))));

    private FileFormats() {}

    private static String randomBytes(TracedCall call, long address) {
        int shown = (int) Math.min(call.result(), call.stringLimit());
        byte[] bytes = call.bytes(address, shown);
        return bytes == null
                ? Printers.address(address)
                : Printers.quoteHex(bytes) + (shown < call.result() ? "..." : "");
    }

    private static String syslogAction(TracedCall call, long value) {
        Xlat actions = Xlat.of("syslog_actions");
        return actions.has(value)
                ? value + " /* " + actions.value(value) + " */"
                : (int) value + " /* SYSLOG_ACTION_??? */";
    }

    /** Actions 2 to 4 read. */
    private static String syslogBuffer(TracedCall call, long value) {
        boolean reads = call.intArg(0) >= 2 && call.intArg(0) <= 4 && !call.failed();
        return reads ? Printers.data(call, value, call.result()) : Printers.address(value);
    }
}
