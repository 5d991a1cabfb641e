/**
 * Files as they come: fetched, held against their digests, decoded, and read by declared rules into columns of text,
 * numbers and times.
 */
@NullMarked
package io.modelfactory.worker.dataset.file;

import org.jspecify.annotations.NullMarked;
