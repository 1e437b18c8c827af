package org.jernel.test.assertj;

import org.assertj.core.api.AbstractAssert;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/** Assertions on the error of a call; null is none. */
public final class ErrnoAssert extends AbstractAssert<ErrnoAssert, @Nullable Errno> {

    ErrnoAssert(@Nullable Errno actual) {
        super(actual, ErrnoAssert.class);
    }

    /** It is this error. */
    public ErrnoAssert is(Errno expected) {
        if (actual != expected) {
            failWithMessage("expected %s but %s", expected, actual == null ? "the call succeeded" : "it was " + actual);
        }
        return this;
    }

    /** The call did not fail. */
    public ErrnoAssert isNone() {
        if (actual != null) {
            failWithMessage("expected success but it was %s", actual);
        }
        return this;
    }
}
