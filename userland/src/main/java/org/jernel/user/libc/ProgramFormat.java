package org.jernel.user.libc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jernel.kernel.exec.Binfmt;
import org.jernel.kernel.exec.Binprm;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.fs.Vfs;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

/**
 * The files that are programs written in Java: a line of them names one that was installed in this kernel.
 *
 * <p>So a program can be copied, linked and renamed as any file; what it does stays where the line leads.
 */
public final class ProgramFormat implements Binfmt {

    private static final byte[] MAGIC = "\177JRN ".getBytes(StandardCharsets.ISO_8859_1);
    private static final int RIGHTS = 0755;

    private final Vfs vfs;
    private final Map<String, Supplier<Program>> programs = new ConcurrentHashMap<>();

    public ProgramFormat(Vfs vfs) {
        this.vfs = vfs;
    }

    /** Makes a file that is a program; throws what open(2) fails with, EEXIST for a name that is taken. */
    public void install(String path, Supplier<Program> program) {
        byte[] name = FileName.bytes(FileName.ofText(path + "\n"));
        byte[] bytes = Arrays.copyOf(MAGIC, MAGIC.length + name.length);
        System.arraycopy(name, 0, bytes, MAGIC.length, name.length);
        File file = vfs.filpOpen(FileName.ofText(path), Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL, RIGHTS);
        try {
            programs.put(path, program);
            long written = vfs.kernelWrite(file, bytes, 0, bytes.length, new FilePosition(0));
            if (written < 0) {
                throw ErrnoException.of(written);
            }
        } finally {
            vfs.filpClose(file);
        }
    }

    @Override
    public @Nullable Loaded loadBinary(Binprm bprm) {
        byte[] bytes = bprm.buf();
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return null;
        }
        String line = new String(bytes, MAGIC.length, bytes.length - MAGIC.length, StandardCharsets.UTF_8);
        int end = line.indexOf('\n');
        Supplier<Program> program = end < 0 ? null : programs.get(line.substring(0, end));
        if (program == null) {
            throw Errno.ENOEXEC.exception();
        }
        return new Image(new ProgramImage(program.get()));
    }
}
