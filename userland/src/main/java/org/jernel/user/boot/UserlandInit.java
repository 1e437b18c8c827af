package org.jernel.user.boot;

import java.nio.charset.StandardCharsets;

import org.jernel.kernel.Initcall;
import org.jernel.kernel.InitcallLevel;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.debugfs.Debugfs;
import org.jernel.kernel.exec.Exec;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.Vfs;
import org.jernel.syscall.ErrnoException;
import org.jernel.user.bin.Programs;
import org.jernel.user.libc.ProgramFormat;
import org.jernel.user.menuos.MenuOs;
import org.jernel.user.strace.StraceFile;

/** Fills {@code /bin} with the userland's programs, names the users that they show, and offers the file that strace reads. */
public final class UserlandInit implements Initcall {

    private static final int TEXT = 0644;
    private static final int OWNER_ONLY = 0600;

    @Override
    public InitcallLevel level() {
        return InitcallLevel.LATE;
    }

    @Override
    public String name() {
        return "populate_rootfs";
    }

    @Override
    public void init(Kernel kernel) {
        Vfs vfs = kernel.get(Vfs.class);
        ProgramFormat format = new ProgramFormat(vfs);
        kernel.register(ProgramFormat.class, format);
        kernel.get(Exec.class).registerBinfmt(format);
        Programs.ALL.forEach(program -> format.install("/bin/" + program.name(), program.factory()));
        format.install("/bin/menuos", MenuOs::new);
        kernel.get(Debugfs.class).create("strace", OWNER_ONLY, new StraceFile(kernel));
        write(vfs, "/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n");
        write(vfs, "/etc/group", "root:x:0:\nnogroup:x:65534:\n");
    }

    private static void write(Vfs vfs, String path, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        File file = vfs.filpOpen(path, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL, TEXT);
        try {
            long written = vfs.kernelWrite(file, bytes, 0, bytes.length, new FilePosition(0));
            if (written < 0) {
                throw ErrnoException.of(written);
            }
        } finally {
            vfs.filpClose(file);
        }
    }
}
