package org.jernel.kernel.file;

/** Files without positions whose splices are reads and writes. {@code copy_splice_read} and {@code iter_file_splice_write}. */
public interface SplicedByCopy extends FileOperations {

    @Override
    default long spliceRead(File file, long position, SplicePipe pipe, long length, int flags) {
        return pipe.copySpliceRead(length, to -> readIter(file, to));
    }

    @Override
    default long spliceWrite(SplicePipe pipe, File file, long position, long length, int flags) {
        return pipe.spliceFromPipe(length, flags, (pages, more) -> writeIter(file, pages));
    }
}
