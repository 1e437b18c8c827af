package org.jernel.kernel.fs;

import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;

/** Changing attributes of files. Modelled on {@code fs/attr.c}. */
final class Attributes {

    private Attributes() {}

    /** A write ends what a program's file lets everybody do who runs it. {@code file_remove_privs}; the inode is locked. */
    static void removePrivileges(Inode inode) {
        int mode = inode.mode();
        int kill = mode & FileMode.S_ISUID;
        if ((mode & (FileMode.S_ISGID | FileMode.S_IXGRP)) == (FileMode.S_ISGID | FileMode.S_IXGRP)) {
            kill |= FileMode.S_ISGID;
        }
        if (kill != 0 && inode.isRegular() && !Task.capable(Cred.CAP_FSETID)) {
            inode.setMode(mode & ~kill);
        }
    }
}
