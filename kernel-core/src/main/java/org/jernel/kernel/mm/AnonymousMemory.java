package org.jernel.kernel.mm;

import java.util.concurrent.ConcurrentHashMap;

/** Zeros that tasks share, by MAP_SHARED without a file or as a mapping of /dev/zero. {@code shmem_zero_setup}. */
public final class AnonymousMemory implements VmBacking {

    private final ConcurrentHashMap<Long, Page> pages = new ConcurrentHashMap<>();

    @Override
    public Page fault(long pageNumber) {
        return pages.computeIfAbsent(pageNumber, number -> new Page());
    }

    @Override
    public String name() {
        return "/dev/zero (deleted)";
    }
}
