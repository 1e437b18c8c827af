package org.jernel.kernel.proc;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.seq.SeqFileOperations;
import org.jernel.kernel.seq.SeqFiles;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;

/** A task's name, which the task itself may change. {@code proc_pid_set_comm_operations}. */
record PidComm(ProcTask of) implements SeqFileOperations {

    /** {@code TASK_COMM_LEN} without the NUL. */
    private static final int LONGEST = 15;

    @Override
    public void open(File file) {
        SeqFiles.singleOpen(file, text -> {
            of.checkAlive();
            text.escape(of.task().comm(), "\n\\");
            text.putc('\n');
        });
    }

    /** What is too long is cut in silence; the position stays. {@code comm_write}. */
    @Override
    public long writeIter(File file, IovIter from, FilePosition position) {
        long count = from.count();
        byte[] name = new byte[(int) Math.min(count, LONGEST)];
        if (from.copyFromIter(name, 0, name.length) < name.length) {
            return Errno.EFAULT.negated();
        }
        if (!of.isAlive()) {
            return Errno.ESRCH.negated();
        }
        if (Task.currentOrNull() != of.task()) {
            return Errno.EINVAL.negated();
        }
        String text = new String(name, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        of.task().setComm(end < 0 ? text : text.substring(0, end));
        return count;
    }
}
