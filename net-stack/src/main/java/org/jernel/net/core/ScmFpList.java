package org.jernel.net.core;

import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.file.File;

/** Open files on their way to another task, one reference each. {@code struct scm_fp_list}. */
public final class ScmFpList {

    /** The most that one message may carry. {@code SCM_MAX_FD}. */
    static final int MAX = 253;

    private final List<File> files = new ArrayList<>();

    /** Takes over the caller's reference. */
    void add(File file) {
        files.add(file);
    }

    public int count() {
        return files.size();
    }

    File get(int index) {
        return files.get(index);
    }

    /** The same files with a reference of their own. {@code scm_fp_dup}. */
    public ScmFpList dup() {
        ScmFpList copy = new ScmFpList();
        files.forEach(file -> copy.add(file.getFile()));
        return copy;
    }

    /** Gives the references back, which may release files: not to be called under a lock. {@code __scm_destroy}. */
    public void destroy() {
        files.forEach(File::fput);
        files.clear();
    }
}
