package org.jernel.kernel.console;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.fs.Vfs;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Tasks;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/console} and {@code /dev/tty}: both lead to the one console, as soon as the embedder has put one there. Modelled on
 * {@code tty_open} of {@code drivers/tty/tty_io.c}.
 */
public final class ConsoleDevice {

    private static final String NAME = "/dev/console";

    private final Vfs vfs;
    private final JobControl jobControl;
    private volatile @Nullable Console console;

    public ConsoleDevice(Vfs vfs, Tasks tasks) {
        this.vfs = vfs;
        this.jobControl = new JobControl(tasks);
    }

    /** Puts the console behind the nodes. */
    public void attach(Console attached) {
        console = attached;
    }

    /**
     * The user has typed what means this signal, as Ctrl-C: it is for the tasks in the foreground, if any are, and what was typed
     * before and not read is forgotten. {@code isig} of {@code n_tty.c}.
     */
    public void type(Signal signal) {
        Console attached = console;
        if (attached != null) {
            // Before the signal: who reads next may be somebody else, and what it reads is new.
            attached.flush();
        }
        jobControl.signal(signal);
    }

    /**
     * A fresh table for the first program, whose descriptors 0, 1 and 2 are the console by its name; throws what open(2) fails
     * with. {@code console_on_rootfs} of {@code init/main.c}.
     */
    public FdTable openStdio() {
        return Console.stdio(vfs.filpOpen(NAME, Fcntl.O_RDWR, 0));
    }

    /** What opens {@code /dev/console}: ENODEV without one. */
    public FileOperations systemConsole() {
        return opener(Errno.ENODEV);
    }

    /** What opens {@code /dev/tty}: ENXIO without one, as in a session without a terminal. */
    public FileOperations controllingTerminal() {
        return opener(Errno.ENXIO);
    }

    private FileOperations opener(Errno none) {
        return new FileOperations() {

            @Override
            public void open(File file) {
                Console attached = console;
                if (attached == null) {
                    throw none.exception();
                }
                file.replaceOperations(attached.operations(jobControl));
                file.setPrivateData(attached);
            }
        };
    }
}
