package org.jernel.kernel.proc;

import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.fs.FileMode;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.fs.PseudoDirectory;
import org.jernel.kernel.fs.PseudoLink;
import org.jernel.kernel.seq.SeqFile;
import org.jernel.kernel.seq.SeqOperations;

/**
 * A name in a task's directory. {@code struct pid_entry}.
 *
 * @param mode type and rights
 * @param inode makes the file for one walk
 */
record PidEntry(String name, int mode, Function<ProcTask, Inode> inode) {

    boolean isDirectory() {
        return FileMode.isDirectory(mode);
    }

    /** A directory. {@code DIR}. */
    static PidEntry directory(String name, int rights, Function<ProcTask, PseudoDirectory> make) {
        return new PidEntry(
                name, FileMode.S_IFDIR | rights, of -> of.proc().files().newDirectory(rights, make.apply(of)));
    }

    /** A link that leads to a place. {@code LNK}. */
    static PidEntry link(String name, Function<ProcTask, PseudoLink> make) {
        return new PidEntry(
                name, FileMode.S_IFLNK | 0777, of -> of.proc().files().newLink(make.apply(of)));
    }

    /** A file. {@code REG}. */
    static PidEntry file(String name, int rights, Function<ProcTask, FileOperations> make) {
        return new PidEntry(name, FileMode.S_IFREG | rights, of -> of.proc().files().newFile(rights, make.apply(of)));
    }

    /** A file with one text about the task. {@code ONE}. */
    static PidEntry one(String name, int rights, BiConsumer<ProcTask, SeqFile> show) {
        return file(name, rights, of -> new PidSeqFile(of, task -> SeqOperations.single(text -> {
            of.checkAlive();
            show.accept(of, text);
        })));
    }
}
