package org.jernel.user.bin;

import org.jspecify.annotations.Nullable;

/**
 * What a list such as {@code +chown,-kill} adds to a set of capabilities and takes away from it.
 *
 * @param added a bit for each
 * @param removed a bit for each
 */
record CapabilityChange(long added, long removed) {

    static CapabilityChange of(@Nullable String list) {
        long added = 0;
        long removed = 0;
        for (String word : list == null ? new String[0] : list.split(",", -1)) {
            if (!word.startsWith("+") && !word.startsWith("-")) {
                throw new Setpriv.Refusal("bad capability string");
            }
            Long bits = CapabilityNames.bits(word.substring(1));
            if (bits == null) {
                throw new Setpriv.Refusal("unknown capability \"" + word.substring(1) + "\"");
            }
            added = word.startsWith("+") ? added | bits : added & ~bits;
            removed = word.startsWith("-") ? removed | bits : removed & ~bits;
        }
        return new CapabilityChange(added, removed);
    }

    boolean isNone() {
        return (added | removed) == 0;
    }

    long apply(long set) {
        return (set & ~removed) | added;
    }
}
