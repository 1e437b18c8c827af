package org.jernel.user.bin;

import org.jernel.user.libc.Libc;
import org.jernel.user.libc.Stat;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc/PID} tells of a task: {@code proc(5)}.
 *
 * @param state its letter
 * @param cmdline its words with blanks between them, empty for a task of the kernel
 * @param ticks of the processor
 * @param startTicks when it began, since the boot
 * @param bytes of its address space
 */
record ProcTask(
        int pid,
        int ppid,
        String state,
        String comm,
        String cmdline,
        int uid,
        int session,
        int nice,
        long ticks,
        long startTicks,
        long bytes,
        long residentKilobytes) {

    private static final int PAGE_KILOBYTES = 4;

    /** Fields of {@code stat} behind the name. */
    private static final int PPID = 1;

    private static final int SESSION = 3;
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int NICE = 16;
    private static final int STARTTIME = 19;
    private static final int VSIZE = 20;
    private static final int RSS = 21;

    /** Reads a task's files; null where it is gone before all were read. */
    static @Nullable ProcTask read(Libc libc, int pid) {
        String directory = "/proc/" + pid;
        String stat = libc.readFile(directory + "/stat");
        String cmdline = libc.readFile(directory + "/cmdline");
        Stat owner = libc.stat(directory);
        if (stat == null || owner == null) {
            return null;
        }
        // The name may have blanks and parentheses in it.
        int close = stat.lastIndexOf(')');
        String[] fields = stat.substring(close + 1).strip().split(" ");
        return new ProcTask(
                pid,
                Integer.parseInt(fields[PPID]),
                fields[0],
                stat.substring(stat.indexOf('(') + 1, close),
                cmdline == null ? "" : cmdline.replace('\0', ' ').strip(),
                owner.uid(),
                Integer.parseInt(fields[SESSION]),
                Integer.parseInt(fields[NICE]),
                Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]),
                Long.parseLong(fields[STARTTIME]),
                Long.parseLong(fields[VSIZE]),
                Long.parseLong(fields[RSS]) * PAGE_KILOBYTES);
    }

    /** Its name as {@code ps} shows it. */
    String name() {
        return state.equals("Z") ? comm + " <defunct>" : comm;
    }

    /** Its words, or its name in brackets. */
    String command() {
        if (state.equals("Z")) {
            return "[" + comm + "] <defunct>";
        }
        return cmdline.isEmpty() ? "[" + comm + "]" : cmdline;
    }

    /** The letters of the column STAT. */
    String stat() {
        String priority = nice < 0 ? "<" : nice > 0 ? "N" : "";
        return state + priority + (session == pid ? "s" : "");
    }
}
