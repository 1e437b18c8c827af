package org.jernel.kernel.exec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePath;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.fs.FileName;
import org.jernel.kernel.fs.Path;
import org.jernel.kernel.fs.Vfs;
import org.jernel.syscall.ErrnoException;

/** What is being executed, before it is the task's program. {@code struct linux_binprm}. */
public final class Binprm {

    /** How much of a file its kind is told by. {@code BINPRM_BUF_SIZE}. */
    static final int BUF_SIZE = 256;

    private final Vfs vfs;
    private final String filename;
    private final boolean pathInaccessible;
    private final List<byte[]> argv;
    private final List<byte[]> envp;
    private File file;
    private String interp;
    private byte[] buf = new byte[BUF_SIZE];

    /**
     * Makes one that owns the file.
     *
     * @param filename by which the file was called
     * @param pathInaccessible whether that name leads nowhere once the program runs
     */
    Binprm(Vfs vfs, File file, String filename, boolean pathInaccessible, List<byte[]> argv, List<byte[]> envp) {
        this.vfs = vfs;
        this.file = file;
        this.filename = filename;
        this.interp = filename;
        this.pathInaccessible = pathInaccessible;
        this.argv = new ArrayList<>(argv);
        this.envp = List.copyOf(envp);
    }

    /** Reads the beginning of the file. {@code prepare_binprm}. */
    void prepare() {
        buf = new byte[BUF_SIZE];
        long got = read(buf, 0, 0);
        if (got < 0) {
            throw ErrnoException.of(got);
        }
    }

    /** The first bytes of the file, zeros behind its end. */
    public byte[] buf() {
        return buf.clone();
    }

    /** Reads from the file. Returns the bytes, 0 at the end, or -errno. */
    @CheckReturnValue
    public long read(byte[] to, int offset, long position) {
        return vfs.kernelRead(file, to, offset, to.length - offset, new FilePosition(position));
    }

    /** What is executed, or what interprets it. */
    File file() {
        return file;
    }

    /** Where the file was found. */
    public Path place() {
        Path place = Path.ofOrNull(file);
        if (place == null) {
            throw new IllegalStateException("executed without a name");
        }
        return place;
    }

    /** By which name the file was called. */
    public String filename() {
        return filename;
    }

    boolean isPathInaccessible() {
        return pathInaccessible;
    }

    /** Has another file executed, with the present one among its arguments in place of the first. {@code load_script}. */
    void interpretBy(List<String> words) {
        if (!argv.isEmpty()) {
            argv.removeFirst();
        }
        argv.addFirst(FileName.bytes(interp));
        for (String word : words.reversed()) {
            argv.addFirst(word.getBytes(StandardCharsets.ISO_8859_1));
        }
        interp = words.getFirst();
    }

    /** Takes the interpreter's file over. */
    void setFile(File next) {
        close(file);
        file = next;
    }

    /** Closes a file that was opened to be executed. */
    static void close(File file) {
        FilePath path = file.path();
        if (path != null) {
            path.ranOut();
        }
        file.fput();
    }

    List<byte[]> argv() {
        return argv;
    }

    List<byte[]> envp() {
        return envp;
    }

    void release() {
        close(file);
    }
}
