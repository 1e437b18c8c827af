package org.jernel.kernel.file;

/**
 * Who is to have a file's signals. {@code struct fown_struct}.
 *
 * @param type {@link #TID}, {@link #PID} or {@link #PGRP}: what {@code pid} numbers
 * @param pid 0 for nobody
 * @param uid of who named the owner, whose rights the signals are sent with
 */
public record FileOwner(int type, int pid, int uid, int euid) {

    /** {@code F_OWNER_TID}. */
    public static final int TID = 0;

    /** {@code F_OWNER_PID}. */
    public static final int PID = 1;

    /** {@code F_OWNER_PGRP}. */
    public static final int PGRP = 2;
}
