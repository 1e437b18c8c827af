package org.jernel.user.bin;

import org.jernel.user.libc.Stat;

/**
 * A file that {@code ls} shows.
 *
 * @param name what is shown
 * @param path by which it is reached
 */
record LsEntry(String name, String path, Stat stat) {}
