"""Others are told of what happens to contacts, by signed requests to addresses that administrators register."""
