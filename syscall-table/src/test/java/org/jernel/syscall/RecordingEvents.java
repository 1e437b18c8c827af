package org.jernel.syscall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Writes down what the table reports. */
final class RecordingEvents implements SyscallEvents {

    static final long OOPS_RESULT = -14;

    final List<String> unimplemented = new ArrayList<>();
    int manyUnimplemented;
    final List<String> oopses = new ArrayList<>();
    final List<String> unbound = new ArrayList<>();

    @Override
    public void unimplemented(long nr, @Nullable String name) {
        unimplemented.add(nr + " " + name);
    }

    @Override
    public void manyUnimplemented() {
        manyUnimplemented++;
    }

    @Override
    public long oops(long nr, @Nullable SyscallMetadata metadata, long[] args, Throwable cause) {
        String name = metadata == null ? null : metadata.name();
        oopses.add(nr + " " + name + " " + Arrays.toString(args) + " " + cause);
        return OOPS_RESULT;
    }

    @Override
    public void unbound(SyscallDefinition definition) {
        unbound.add(definition.name());
    }
}
