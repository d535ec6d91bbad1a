"""What the session of a browser remembers of dossiers: forgotten together when somebody signs out."""

SEEN = "da_tra_cuu"  # codes looked up
OPENED = "ho_so_da_mo"  # dossiers opened with their key
PENDING = "tep_bo_sung"  # files of a supplement that are not handed in yet
SEALS = "khoa_da_dung"  # which key it was
FOUND = "tra_theo_so"  # dossiers of the number that was looked up with a code
