package org.jernel.kernel.probe;

import org.jernel.syscall.Errno;

/** What a function that may be made to fail returns then. {@code enum error_injection_type}. */
public enum ErrorType {
    /** It may not be made to fail: nobody has looked whether its callers cope. */
    NONE {
        @Override
        public long adjust(long value) {
            return value;
        }
    },

    /** A negative errno. {@code EI_ETYPE_ERRNO}. */
    ERRNO {
        @Override
        public long adjust(long value) {
            return value < 0 ? value : Errno.EINVAL.negated();
        }
    },

    /** No memory at all. {@code EI_ETYPE_NULL}. */
    NULL {
        @Override
        public long adjust(long value) {
            return 0;
        }
    },

    /** That it is so. {@code EI_ETYPE_TRUE}. */
    TRUE {
        @Override
        public long adjust(long value) {
            return 1;
        }
    };

    /** What is returned where that value was asked for. {@code adjust_error_retval}. */
    public abstract long adjust(long value);
}
