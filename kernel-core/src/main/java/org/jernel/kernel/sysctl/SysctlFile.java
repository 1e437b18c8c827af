package org.jernel.kernel.sysctl;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.ReadWrite;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.owner.CallbackGate;
import org.jernel.syscall.Errno;

/**
 * The file of a row, for as long as there is the row: who has it open then gets ENOENT. {@code proc_sys_file_operations} of {@code
 * fs/proc/proc_sysctl.c}.
 */
record SysctlFile(SysctlDirectory directory, CtlTable table, CallbackGate gate) implements FileOperations {

    /** No row is longer, and of what is written no more is looked at. */
    private static final int LONGEST = 4095;

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public long llseek(File file, long offset, int whence) {
        return whence > 2 ? Errno.EINVAL.negated() : ReadWrite.genericLlseek(file, offset, whence, 0);
    }

    /** The rights are looked at once more, since the file may be another user's by now. */
    @Override
    public long readIter(File file, IovIter to, FilePosition position) {
        if (!directory.isAllowed(table.mode(), SysctlDirectory.MAY_READ)) {
            return Errno.EPERM.negated();
        }
        if (!gate.enter()) {
            return Errno.ENOENT.negated();
        }
        byte[] text;
        try {
            text = table.handler().read((int) Math.min(to.count(), LONGEST), position);
        } finally {
            gate.leave();
        }
        return to.copyToIter(text, 0, text.length) < text.length ? Errno.EFAULT.negated() : text.length;
    }

    @Override
    public long writeIter(File file, IovIter from, FilePosition position) {
        if (!directory.isAllowed(table.mode(), SysctlDirectory.MAY_WRITE)) {
            return Errno.EPERM.negated();
        }
        byte[] text = new byte[(int) Math.min(from.count(), LONGEST)];
        if (from.copyFromIter(text, 0, text.length) < text.length) {
            return Errno.EFAULT.negated();
        }
        if (!gate.enter()) {
            return Errno.ENOENT.negated();
        }
        try {
            return table.handler().write(text, position);
        } finally {
            gate.leave();
        }
    }
}
