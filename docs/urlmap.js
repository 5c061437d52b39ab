// Copyright (C) 2026 The Domo Authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Where the pages find the reference of the libraries this one builds on.
baseURLs = [
  [ 'GLib', 'https://docs.gtk.org/glib/' ],
  [ 'GObject', 'https://docs.gtk.org/gobject/' ],
  [ 'Gio', 'https://docs.gtk.org/gio/' ],
  [ 'DomoCore', '../domo-core/' ],
]
