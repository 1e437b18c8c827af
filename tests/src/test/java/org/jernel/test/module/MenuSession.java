package org.jernel.test.module;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.console.Console;
import org.jernel.kernel.console.ConsoleBackend;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.Vfs;
import org.jernel.user.libc.ProgramImage;
import org.jernel.user.menuos.MenuOs;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** The shell of a kernel, typed at from the beginning to the end. */
final class MenuSession {

    private MenuSession() {}

    /** What the screen shows of the lines that are typed, one after the other. */
    static String run(Kernel kernel, List<String> lines) throws InterruptedException {
        Screen screen = new Screen(lines.iterator());
        Console console = new Console(kernel.clock(), screen);
        kernel.onClose(console);
        int status = kernel.spawn("menuos", console.openStdio(), new ProgramImage(new MenuOs(), List.of("menuos")))
                .join();
        assertThat(status).isZero();
        return screen.toString();
    }

    /** Puts a file into the kernel's tree. */
    static void write(Kernel kernel, String path, byte[] bytes) {
        Vfs vfs = kernel.get(Vfs.class);
        File file = vfs.filpOpen(path, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_TRUNC, 0644);
        try {
            assertThat(vfs.kernelWrite(file, bytes, 0, bytes.length, new FilePosition(0))).isEqualTo(bytes.length);
        } finally {
            vfs.filpClose(file);
        }
    }

    /** Echoes what is typed, as a terminal does. */
    private static final class Screen implements ConsoleBackend {

        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
        private final Iterator<String> lines;

        Screen(Iterator<String> lines) {
            this.lines = lines;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            shown.write(bytes, offset, length);
        }

        @Override
        public byte @Nullable [] readLine() {
            if (!lines.hasNext()) {
                return null;
            }
            byte[] line = (lines.next() + "\n").getBytes(StandardCharsets.UTF_8);
            shown.writeBytes(line);
            return line;
        }

        @Override
        public String toString() {
            return shown.toString(StandardCharsets.UTF_8);
        }
    }
}
