package org.jernel.kernel.console;

import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/console} and {@code /dev/tty}: both lead to the one console, as soon as the embedder has put one there. Modelled on
 * {@code tty_open} of {@code drivers/tty/tty_io.c}.
 */
public final class ConsoleDevice {

    private volatile @Nullable Console console;

    /** Puts the console behind the nodes. */
    public void attach(Console attached) {
        console = attached;
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
                file.replaceOperations(attached.operations());
                file.setPrivateData(attached);
            }
        };
    }
}
