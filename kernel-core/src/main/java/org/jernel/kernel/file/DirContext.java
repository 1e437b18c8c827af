package org.jernel.kernel.file;

/** Who lists a directory, and how far it has come. {@code struct dir_context}. */
public interface DirContext {

    /** Where the listing goes on: 0 at first, 2 after the two dots; what it means beyond is the directory's own affair. */
    long position();

    /**
     * Hands one entry over and moves on.
     *
     * @param name its bytes as characters
     * @param type the file type bits of a mode, shifted down by twelve; 0 for unknown
     * @param next the position behind the entry
     * @return false if there is no room for it: then the position stays and the listing ends
     */
    boolean emit(String name, long inode, int type, long next);

    /** Goes on at a position without an entry. */
    void skipTo(long position);
}
