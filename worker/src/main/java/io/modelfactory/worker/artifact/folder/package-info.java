/**
 * The store in a local or network-mounted folder, an overlay that writes to one, and what else is read or cleared away
 * there: the readable roots of a profile, locks and trees of folders. A key goes in and never leads out of its folder.
 */
@NullMarked
package io.modelfactory.worker.artifact.folder;

import org.jspecify.annotations.NullMarked;
