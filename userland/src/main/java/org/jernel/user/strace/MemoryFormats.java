package org.jernel.user.strace;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;
import static org.jernel.user.strace.CallFormat.in;
import static org.jernel.user.strace.CallFormat.onExit;
import static org.jernel.user.strace.Printers.ADDRESS;
import static org.jernel.user.strace.Printers.FD;
import static org.jernel.user.strace.Printers.HEX;
import static org.jernel.user.strace.Printers.SIZE;

/** The calls on a task's memory. Modelled on strace's {@code mem.c}. */
final class MemoryFormats {

    private static final Printer PROT = Xlat.flagsOf("prot");

    private static final int PAGE_SHIFT = 12;
    private static final int MREMAP_MAYMOVE_FIXED = 3;

    static final Map<String, CallFormat> ALL = Map.ofEntries(
            entry("mmap", CallFormat.of(List.of(
                    in(ADDRESS), in(SIZE), in(PROT), in(Files::mapFlags), in(FD), in(HEX)))
                    .withResult(call -> Printers.hex(call.result()))),
            entry("munmap", CallFormat.of(List.of(in(ADDRESS), in(SIZE)))),
            entry("mprotect", CallFormat.of(List.of(in(ADDRESS), in(SIZE), in(PROT)))),
            entry("brk", CallFormat.of(List.of(in(ADDRESS))).withResult(call -> Printers.hex(call.result()))),
            entry("mremap", CallFormat.of(List.of(
                    in(ADDRESS), in(SIZE), in(SIZE), in(Xlat.flagsOf("mremap_flags")), in(MemoryFormats::newAddress)))
                    .withResult(call -> Printers.hex(call.result()))),
            entry("madvise", CallFormat.of(List.of(in(ADDRESS), in(SIZE), in(Xlat.of("madvise_cmds"))))),
            entry("msync", CallFormat.of(List.of(in(ADDRESS), in(SIZE), in(Xlat.flagsOf("msync_flags"))))),
            entry("mincore", CallFormat.of(List.of(in(ADDRESS), in(SIZE), onExit(MemoryFormats::residence)))));

    private MemoryFormats() {}

    private static @Nullable String newAddress(TracedCall call, long value) {
        return (call.arg(3) & MREMAP_MAYMOVE_FIXED) == MREMAP_MAYMOVE_FIXED ? Printers.address(value) : null;
    }

    /** Whether each page is there. */
    private static String residence(TracedCall call, long address) {
        long length = call.arg(1);
        long pages = (length >>> PAGE_SHIFT) + ((length & (1 << PAGE_SHIFT) - 1) == 0 ? 0 : 1);
        return call.failed() ? Printers.address(address) : Printers.array(call, address, pages, i -> {
            byte[] page = call.bytes(address + i, 1);
            return page == null ? null : Integer.toString(page[0] & 1);
        });
    }
}
