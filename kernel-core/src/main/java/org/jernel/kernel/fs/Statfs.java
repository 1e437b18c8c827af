package org.jernel.kernel.fs;

/** The limits of a file system, in blocks of 4096 bytes and in inodes. {@code struct kstatfs}. */
public record Statfs(long blocks, long freeBlocks, long files, long freeFiles) {

    static final int BLOCK_SIZE = 4096;

    static final Statfs NONE = new Statfs(0, 0, 0, 0);
}
